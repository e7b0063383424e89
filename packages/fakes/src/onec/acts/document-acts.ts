import { ControlRefusal } from '../../control/control-refusal.ts';
import { postDocument, unpostDocument } from '../documents/post-document.ts';
import { changeObject, countWrite, createObject } from '../documents/write-object.ts';
import { textOf } from '../row.ts';
import { saleSet } from '../schema.ts';
import type { Act } from './act.ts';
import { asPerson, findDocument } from './find-rows.ts';

/** What a person does with documents, and what the accountant does with periods. */
export const documentActs: Readonly<Record<string, Act>> = {
  'create-document': {
    takes: ['fields', 'post'],
    run: (base, input) =>
      asPerson(() => {
        const row = createObject(base, saleSet, input.object('fields'));
        const ref = textOf(row, 'Ref_Key');
        if (input.optionalBoolean('post') === true) postDocument(base, saleSet, ref);
        return { ref, number: row['Number'] ?? '', posted: row['Posted'] ?? false };
      }),
  },
  'edit-document': {
    takes: ['ref', 'fields'],
    run: (base, input) =>
      asPerson(() => {
        const { set, ref } = findDocument(base, input);
        changeObject(base, { set, ref, isWhole: false }, input.object('fields'));
        return { ref };
      }),
  },
  'post-document': {
    takes: ['ref'],
    run: (base, input) =>
      asPerson(() => {
        const { set, ref } = findDocument(base, input);
        return { ref, number: postDocument(base, set, ref)['Number'] ?? '' };
      }),
  },
  'unpost-document': {
    takes: ['ref'],
    run: (base, input) =>
      asPerson(() => {
        const { set, ref } = findDocument(base, input);
        unpostDocument(base, set, ref);
        return { ref };
      }),
  },
  'mark-document': {
    takes: ['ref', 'marked'],
    run: (base, input) =>
      asPerson(() => {
        const { set, ref, row } = findDocument(base, input);
        const isMarked = input.optionalBoolean('marked') ?? true;
        if (isMarked && row['Posted'] === true) unpostDocument(base, set, ref);
        row['DeletionMark'] = isMarked;
        countWrite(base, row);
        return { ref };
      }),
  },
  'close-period': {
    takes: ['until'],
    run: (base, input) => {
      const until = input.text('until');
      if (!/^\d{4}-\d\d-\d\d$/.test(until)) {
        throw new ControlRefusal('close-period: "until" is a day such as 2026-10-31.');
      }
      base.settings.lockedUntil = until;
      return { until };
    },
  },
  'open-period': {
    takes: [],
    run: (base) => {
      base.settings.lockedUntil = '';
      return { until: '' };
    },
  },
};
