/**
 * node dist/bench/bare-route.js DATABASE_URL PORT CONNECTIONS
 *
 * What the api is compared with: a route that reads one text by its key and sends it, and nothing else.
 */
import { fastify } from 'fastify';
import { Pool } from 'pg';

const [, , connectionString = '', port = '', connections = ''] = process.argv;
const pool = new Pool({ connectionString, max: Number(connections) });
const server = fastify();
server.get<{ Params: { id: string } }>('/lists/:id', async ({ params }, reply) => {
  const { rows } = await pool.query<{ body: string }>('SELECT body FROM bench_lists WHERE id = $1', [params.id]);
  return reply.type('application/json; charset=utf-8').send(rows[0]?.body ?? '');
});
await server.listen({ port: Number(port), host: '127.0.0.1' });
