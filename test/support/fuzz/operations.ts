import type { Schema } from './schema-values.js';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: Schema;
}

/** One method of one path, as an OpenAPI document has it. */
export interface Operation {
  /** `GET /api/v1/needs/{id}`. */
  name: string;
  method: string;
  path: string;
  parameters: readonly Parameter[];
  /** Of its JSON body; null when it takes none. */
  body: Schema | null;
  takesFile: boolean;
}

interface Document {
  paths: Record<
    string,
    Record<string, { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Schema }> } }>
  >;
}

/** Every operation of the documents, once. */
export function operationsOf(documents: readonly unknown[]): Operation[] {
  const found = new Map<string, Operation>();
  for (const { paths } of documents as Document[]) {
    for (const [path, methods] of Object.entries(paths)) {
      for (const [key, { parameters = [], requestBody }] of Object.entries(methods)) {
        const method = key.toUpperCase();
        const name = `${method} ${path}`;
        const body = requestBody?.content['application/json']?.schema ?? null;
        const takesFile = requestBody?.content['multipart/form-data'] !== undefined;
        found.set(name, { name, method, path, parameters, body, takesFile });
      }
    }
  }
  return [...found.values()];
}
