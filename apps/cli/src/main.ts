import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

try {
  // Halves the time until the answer. Not in the temporary folder, where others may write.
  enableCompileCache(join(homedir(), '.cache', 'ponte'));
} catch {
  // A user without a home, as in some containers: the command is slower and otherwise the same.
}

const { runProcess } = await import('./run-process.ts');
await runProcess();
