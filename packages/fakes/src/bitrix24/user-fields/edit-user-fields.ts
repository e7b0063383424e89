import type { DealField, FieldType } from '../contents/deal-field.ts';
import type { Dictionaries } from '../memory/dictionaries.ts';
import type { Portal } from '../portal.ts';
import { saveOptions, type OptionDraft } from './edit-options.ts';
import type { UserFieldTraits } from './traits.ts';

/** The entity whose fields these are, as the vendor names it. */
export const dealEntity = 'CRM_DEAL';

/** A user field that does not exist yet. */
export interface NewUserField {
  /** With UF_CRM_ in front. */
  readonly name: string;
  readonly type: FieldType;
  readonly title: string;
  readonly isMultiple?: boolean;
  /** Of a list field. */
  readonly options?: readonly OptionDraft[];
  readonly traits?: UserFieldTraits;
}

/** What can be changed in a user field; its name, type and multiplicity never can. */
export interface UserFieldChanges {
  readonly title?: string;
  readonly traits?: UserFieldTraits;
  readonly options?: readonly OptionDraft[];
}

/** Puts the vendor's prefix in front of a field's code, as crm.deal.userfield.add does. */
export function toFieldName(code: string): string {
  const name = code.toUpperCase();
  return name.startsWith('UF_CRM_') ? name : `UF_CRM_${name.replace(/^UF_/, '')}`;
}

/** Adds a user field without telling anybody; in deals it is empty. */
export function stockUserField(dictionaries: Dictionaries, field: NewUserField): DealField {
  const { name, type, title, traits } = field;
  const statusType = traits?.settings['ENTITY_TYPE'];
  const added: DealField = {
    ...{ name, type, title, fieldId: dictionaries.takeFieldId(), isDynamic: true },
    ...{ isReadOnly: false, isImmutable: false },
    // A yes or no is always a single one.
    isMultiple: field.isMultiple === true && type !== 'boolean',
    ...(type === 'crm_status' && typeof statusType === 'string' ? { statusType } : {}),
    ...(traits ? { traits } : {}),
  };
  dictionaries.fields.set(name, added);
  if (type === 'enumeration') saveOptions(dictionaries, name, field.options ?? []);
  return added;
}

/** Adds a user field and fires its events: a list field's options are an event of their own. */
export function addUserField(portal: Portal, field: NewUserField): DealField {
  const added = stockUserField(portal.dictionaries, field);
  fire(portal, 'ONCRMDEALUSERFIELDADD', added);
  if (added.type === 'enumeration') fire(portal, 'ONCRMDEALUSERFIELDSETENUMVALUES', added);
  return added;
}

/** Changes a user field and fires its events; saving options is one even when none differs. */
export function updateUserField(
  portal: Portal,
  field: DealField,
  { options, ...changes }: UserFieldChanges,
): DealField {
  const { dictionaries } = portal;
  const statusType = changes.traits?.settings['ENTITY_TYPE'];
  const changed: DealField = {
    ...field,
    ...changes,
    ...(field.type === 'crm_status' && typeof statusType === 'string' ? { statusType } : {}),
  };
  dictionaries.fields.set(field.name, changed);
  fire(portal, 'ONCRMDEALUSERFIELDUPDATE', changed);
  if (field.type === 'enumeration' && options) {
    saveOptions(dictionaries, field.name, options);
    fire(portal, 'ONCRMDEALUSERFIELDSETENUMVALUES', changed);
  }
  return changed;
}

/** Deletes a user field with all its values and fires ONCRMDEALUSERFIELDDELETE. */
export function removeUserField(portal: Portal, field: DealField): void {
  const { dictionaries, deals } = portal;
  dictionaries.fields.delete(field.name);
  dictionaries.options.delete(field.name);
  deals.dropField(field.name);
  fire(portal, 'ONCRMDEALUSERFIELDDELETE', field);
}

function fire({ events }: Portal, event: string, { fieldId, name }: DealField): void {
  events.fire(event, fieldId ?? '', { ENTITY_ID: dealEntity, FIELD_NAME: name });
}
