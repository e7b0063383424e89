import type { LoadProgress } from '@ponte/integrations/bitrix24-deals/ports';
import { nextStepFor } from '@ponte/integrations/reasons';
import type { LoadReason, LoadWord } from './load-status.ts';

export interface LoadWordFacts {
  readonly load: LoadProgress;
  /** Why the whole integration rests; undefined when it does not. */
  readonly pause: { readonly reason: string; readonly until: Date | null } | undefined;
  readonly liveWorkers: number;
  /** Its latest execution; undefined when no worker has had it yet. */
  readonly lastRun:
    | {
        readonly state: string;
        readonly reason: string | null;
        readonly errorKind: string | null;
        readonly message: string | null;
        readonly nextAt: Date | null;
      }
    | undefined;
}

interface LoadState {
  readonly word: LoadWord;
  readonly why: LoadReason | null;
}

/** The one word for a load, and why it is slow or stands still. Pure. */
export function decideLoadWord({ load, pause, liveWorkers, lastRun }: LoadWordFacts): LoadState {
  if (load.state === 'done') {
    return { word: load.rows.problems > 0 ? 'completed with problems' : 'completed', why: null };
  }
  if (load.state !== 'running') return { word: load.state, why: null };
  if (pause !== undefined) {
    const text = `The integration is paused: ${pause.reason}`;
    return { word: 'waiting', why: { text: toSentence(text), until: pause.until } };
  }
  if (lastRun?.state === 'failed') {
    const step = nextStepFor(lastRun.reason ?? lastRun.errorKind);
    const text = `${toSentence(lastRun.message ?? 'The load failed')} ${step}`;
    return { word: 'failed', why: { text, until: null } };
  }
  if (liveWorkers === 0) {
    const text = 'No worker is running. Start one: npm start, or ponte work.';
    return { word: 'waiting', why: { text, until: null } };
  }
  return toWorkingState(load, lastRun);
}

function toWorkingState(load: LoadProgress, lastRun: LoadWordFacts['lastRun']): LoadState {
  if (lastRun?.state === 'waiting') {
    const isLimit = lastRun.errorKind === 'rate_limited';
    const text = isLimit
      ? 'The portal’s limit is used up.'
      : toSentence(lastRun.message ?? 'The load was interrupted and is taken up again');
    return {
      word: isLimit ? 'waiting for limit' : 'waiting',
      why: { text, until: lastRun.nextAt },
    };
  }
  if (lastRun === undefined || lastRun.reason === 'dictionaries-first') {
    const text =
      lastRun === undefined ? 'A worker takes it on.' : 'Fields and names are read first.';
    return { word: 'waiting', why: { text, until: null } };
  }
  return { word: 'running', why: load.note === null ? null : { text: load.note, until: null } };
}

function toSentence(text: string): string {
  return text.replace(/[.\s]*$/, '.');
}
