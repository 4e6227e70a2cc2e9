import { Module } from '@nestjs/common';
import { ProjectProcessor } from './project.processor.js';

/** Writing the candidate index, without any job running. */
@Module({ providers: [ProjectProcessor], exports: [ProjectProcessor] })
export class IndexingModule {}
