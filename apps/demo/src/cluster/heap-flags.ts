/**
 * How the heap of each app is limited, as Node's own flags; docker-compose.yml has the same.
 *
 * The worker: without them V8 grows where it could collect, and a load takes twice the memory. The
 * memory of a load does not grow with the portal: its live heap stays below 100 MB, of which the
 * second limit is several times as much.
 *
 * The api: every webhook leaves a buffer outside the heap, and a collection of the young generation
 * frees them all. At V8's own size it stands still for 10 to 30 ms each time, at 4 MB for 2 or 3.
 */
export const heapFlags: Readonly<Record<'api' | 'worker', readonly string[]>> = {
  api: ['--max-semi-space-size=4'],
  worker: ['--max-semi-space-size=8', '--max-old-space-size=512'],
};
