import { applyDecorators } from '@nestjs/common';
import { z } from 'zod';
import { ApiParam, documented } from './documented.js';

type JsonSchema = Record<string, unknown>;

/** JSON Schema (2020-12, as OpenAPI 3.1 has it) of a zod schema. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema;
  return rest;
}

export const Takes = (schema: z.ZodType): MethodDecorator =>
  documented(({ ApiBody }) => ApiBody({ schema: jsonSchema(schema, 'input') as never }));

/** A query string, one parameter per property. */
export const TakesQuery = (schema: z.ZodObject): MethodDecorator =>
  documented(({ ApiQuery }) => {
    const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
      properties?: Record<string, JsonSchema & { description?: string }>;
      required?: string[];
    };
    return applyDecorators(
      ...Object.entries(properties).map(([name, property]) =>
        ApiQuery({
          name,
          required: required.includes(name),
          schema: property as never,
          ...(property.description ? { description: property.description } : {}),
        }),
      ),
    );
  });

export const TakesId = (name = 'id'): MethodDecorator => ApiParam({ name, schema: { type: 'string', format: 'uuid' } });

/** A successful answer, and problem+json for each error status. */
export function Gives(
  status: number,
  description: string,
  schema: z.ZodType | null,
  errors: number[] = [],
): MethodDecorator {
  return applyDecorators(
    documented(({ ApiResponse }) =>
      ApiResponse({ status, description, ...(schema ? { schema: jsonSchema(schema, 'output') } : {}) }),
    ),
    ...errors.map((error) => GivesProblem(error, 'problem+json (RFC 9457)')),
  );
}

/** An answer that is a problem+json. */
export const GivesProblem = (status: number, description: string): MethodDecorator =>
  documented(({ ApiResponse }) =>
    ApiResponse({
      status,
      description,
      content: { 'application/problem+json': { schema: jsonSchema(problemSchema, 'output') } },
    }),
  );

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
