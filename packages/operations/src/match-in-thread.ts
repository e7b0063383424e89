import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { CatalogueCard } from '@ponte/integrations/onec-bitrix24/mapping/catalogue-card';
import { matchCards, type CardMatch } from '@ponte/integrations/onec-bitrix24/mapping/match-cards';

interface Catalogues {
  readonly cards: readonly CatalogueCard[];
  readonly lines: readonly CatalogueCard[];
}

/**
 * Matches two catalogues on a thread of its own: tens of thousands of cards take seconds, in which
 * the process that asked goes on answering others. Rejects with what the thread failed with.
 */
export function matchInThread(catalogues: Catalogues): Promise<CardMatch[]> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: catalogues });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => {
      // After an answer the promise is settled and this says nothing.
      reject(new Error(`The matching thread ended with code ${code} and no answer. Repeat it.`));
    });
  });
}

if (!isMainThread && parentPort !== null && isCatalogues(workerData)) {
  parentPort.postMessage(matchCards(workerData.cards, workerData.lines));
}

function isCatalogues(given: unknown): given is Catalogues {
  return typeof given === 'object' && given !== null && 'cards' in given && 'lines' in given;
}
