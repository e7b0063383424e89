import type { StatusWord } from '@ponte/operations/status';
import { html, type Html } from './html.ts';

/** Colour, icon and word: no state is told by colour alone. */
const LOOKS: Readonly<Record<StatusWord, { tone: string; icon: Html }>> = {
  waiting: {
    tone: 'calm',
    icon: html`<path d="M8 4v4l2.5 2.5" /><circle cx="8" cy="8" r="6.2" />`,
  },
  running: { tone: 'calm', icon: html`<path d="M2 8h9M8 4.5 11.5 8 8 11.5M14 3v10" />` },
  'waiting for limit': {
    tone: 'warm',
    icon: html`<path d="M4 2h8M4 14h8M5 2c0 4 6 4 6 6s-6 2-6 6M11 2c0 4-6 4-6 6s6 2 6 6" />`,
  },
  done: { tone: 'good', icon: html`<path d="m3 8.5 3.2 3.2L13 5" />` },
  'done with problems': {
    tone: 'warm',
    icon: html`<path d="M8 2 1.8 13.4h12.4zM8 6.4v3.4M8 11.6v.4" />`,
  },
  failed: { tone: 'bad', icon: html`<path d="m4.5 4.5 7 7m0-7-7 7" />` },
  paused: { tone: 'rest', icon: html`<path d="M5.5 3.5v9m5-9v9" />` },
};

export function renderChip(state: StatusWord): Html {
  const { tone, icon } = LOOKS[state];
  return html`<span class="chip ${tone}"
    ><svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">${icon}</svg>${state}</span
  >`;
}

/** A run's state in the same words. */
export function toStatusWord(runState: string): StatusWord {
  const words: Readonly<Record<string, StatusWord>> = {
    running: 'running',
    done: 'done',
    skipped: 'done',
    held: 'done with problems',
    waiting: 'waiting',
    failed: 'failed',
  };
  return words[runState] ?? 'waiting';
}
