import { ControlRefusal } from '../../control/control-refusal.ts';
import type { InputReader } from '../../control/read-input.ts';
import type { Base } from '../base.ts';
import { OdataError } from '../odata/odata-error.ts';
import { textOf, type Row } from '../row.ts';
import { paymentRequestSet, saleSet } from '../schema.ts';

/** The catalogue row that `field` names by reference, code or name. */
export function findCatalogRow(base: Base, set: string, asked: string): Row {
  for (const row of base.store.sets.get(set)?.values() ?? []) {
    if ([row['Ref_Key'], row['Code'], row['Description']].includes(asked)) return row;
  }
  throw new ControlRefusal(
    `${set} has no "${asked.slice(0, 60)}". Give a reference, a code or a name; see /state?set=${set}.`,
  );
}

/** The set and the row of the document that `ref` names by reference or number. */
export function findDocument(
  base: Base,
  input: InputReader,
): { set: string; row: Row; ref: string } {
  const asked = input.text('ref');
  for (const set of [saleSet, paymentRequestSet]) {
    for (const row of base.store.sets.get(set)?.values() ?? []) {
      if (row['Ref_Key'] === asked || row['Number'] === asked) {
        return { set, row, ref: textOf(row, 'Ref_Key') };
      }
    }
  }
  throw new ControlRefusal(
    `There is no document "${asked.slice(0, 60)}". Give its reference or number.`,
  );
}

/** What 1C refuses a person is refused here in the same words. */
export function asPerson<Value>(run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof OdataError) throw new ControlRefusal(`1C refuses: ${error.message}`);
    throw error;
  }
}
