import { Global, Module } from '@nestjs/common';
import { Doorkeeper } from '#http';
import { AccountDoorkeeper } from './account-doorkeeper.js';
import { ApiKeys } from './api-keys.js';
import { Oidc } from './oidc.js';
import { SetUp } from './set-up.js';
import { SignIn } from './sign-in.js';

/** Who comes in, and by what; for the whole process. */
@Global()
@Module({
  providers: [AccountDoorkeeper, { provide: Doorkeeper, useExisting: AccountDoorkeeper }, ApiKeys, Oidc, SetUp, SignIn],
  exports: [Doorkeeper, ApiKeys, Oidc, SetUp, SignIn],
})
export class AccountsModule {}
