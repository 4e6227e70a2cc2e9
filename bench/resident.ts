/** MiB of memory that a running service says it has. */
export async function residentMib(url: string, headers: Record<string, string>): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  return Number(/^duijie_process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]) / 2 ** 20;
}
