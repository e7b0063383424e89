import type { EnumOption } from '../contents/enum-options.ts';
import type { Dictionaries } from '../memory/dictionaries.ts';

/** One line of a list as somebody saves it. */
export interface OptionDraft {
  /** Of an option that is there already; without one a new option is made. */
  readonly id?: string;
  /** Empty deletes an option that is there, and is no option at all where there is none. */
  readonly value: string;
  readonly sort?: number;
  readonly xmlId?: string;
  readonly isDefault?: boolean;
  readonly isDeleted?: boolean;
}

// Where an option stands that was given no place.
const lastPlace = 500;

/**
 * Saves lines of a list field's options: those with an id are changed or deleted, the others are
 * added, and options that no line names stay. Deals keep the ids of deleted ones.
 */
export function saveOptions(
  dictionaries: Dictionaries,
  field: string,
  drafts: readonly OptionDraft[],
): void {
  const options = [...(dictionaries.options.get(field) ?? [])];
  for (const draft of drafts) {
    if (draft.id === undefined) {
      if (draft.value !== '') options.push(makeOption(dictionaries, draft));
      continue;
    }
    const at = options.findIndex(({ id }) => id === draft.id);
    const old = options[at];
    if (old === undefined) continue;
    if (draft.isDeleted === true || draft.value === '') options.splice(at, 1);
    else options[at] = { ...old, ...told(draft) };
  }
  dictionaries.options.set(field, options);
}

/** The outer code that two options would share after saving; undefined when there is none. */
export function findSharedCode(
  present: readonly EnumOption[],
  drafts: readonly OptionDraft[],
): string | undefined {
  const touched = new Set(drafts.map(({ id }) => id));
  const codes = [
    ...present.filter(({ id }) => !touched.has(id)).map(({ xmlId }) => xmlId),
    ...drafts.filter(({ isDeleted }) => isDeleted !== true).map(({ xmlId }) => xmlId),
  ].filter((code) => code !== undefined);
  return codes.find((code, at) => codes.indexOf(code) !== at);
}

function makeOption(dictionaries: Dictionaries, draft: OptionDraft): EnumOption {
  return { id: dictionaries.takeOptionId(), sort: lastPlace, ...told(draft) };
}

function told({
  value,
  sort,
  xmlId,
  isDefault,
}: OptionDraft): Pick<EnumOption, 'value'> & Partial<EnumOption> {
  return {
    value,
    ...(sort === undefined ? {} : { sort }),
    ...(xmlId === undefined ? {} : { xmlId }),
    ...(isDefault === undefined ? {} : { isDefault }),
  };
}
