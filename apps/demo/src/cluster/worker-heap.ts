/**
 * Limits of a worker's heap, as Node's own flags. Without them V8 grows where it could collect, and
 * a load takes twice the memory. The memory of a load does not grow with the portal: its live heap
 * stays below 100 MB, of which the second limit is several times as much. docker-compose.yml has the
 * same flags.
 */
export const workerHeap: readonly string[] = [
  '--max-semi-space-size=8',
  '--max-old-space-size=512',
];
