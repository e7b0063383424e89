import type { DealField } from '../contents/deal-field.ts';
import { initialOptions, type EnumOption } from '../contents/enum-options.ts';
import {
  initialFunnels,
  initialStatuses,
  type Funnel,
  type StatusRow,
} from '../contents/stages.ts';
import { systemFields } from '../contents/system-fields.ts';
import { fieldIdStep, firstFieldId, userFields } from '../contents/user-fields.ts';
import { initialUsers, type PortalUser } from '../contents/users.ts';

/** Everything that deals refer to: fields, list options, funnels, stages, employees. */
export interface Dictionaries {
  readonly fields: Map<string, DealField>;
  readonly options: Map<string, EnumOption[]>;
  readonly funnels: Funnel[];
  readonly statuses: StatusRow[];
  readonly users: PortalUser[];
  findStage(statusId: string): StatusRow | undefined;
  /** Stages of one funnel in screen order. */
  stagesOf(funnelId: number): readonly StatusRow[];
  /** A number that no user field ever had. */
  takeFieldId(): string;
  /** A number that no list option ever had: a deleted one is never given again. */
  takeOptionId(): string;
}

// Above all the options that a portal begins with.
const firstNewOptionId = 4001;

/** The dictionaries at the start of a run. */
export function createDictionaries(): Dictionaries {
  const fields = new Map([...systemFields, ...userFields].map((field) => [field.name, field]));
  const options = new Map<string, EnumOption[]>();
  userFields.forEach((field, position) => {
    if (field.type === 'enumeration') {
      options.set(field.name, initialOptions(field.name, position));
    }
  });
  const funnels = initialFunnels();
  const statuses = initialStatuses(funnels);
  const stages = new Map(
    statuses.filter(isStage).map((status) => [status.statusId, status] as const),
  );
  let fieldId = firstFieldId + userFields.length * fieldIdStep;
  let optionId = firstNewOptionId;
  return {
    takeFieldId: () => {
      fieldId += fieldIdStep;
      return String(fieldId - fieldIdStep);
    },
    takeOptionId: () => {
      optionId += 2;
      return String(optionId - 2);
    },
    fields,
    options,
    funnels,
    statuses,
    users: initialUsers(),
    findStage: (statusId) => stages.get(statusId),
    stagesOf: (funnelId) =>
      statuses
        .filter((status) => status.entityId === stageEntity(funnelId))
        .sort((a, b) => a.sort - b.sort),
  };
}

/** The dictionary code of a funnel's stages. */
export function stageEntity(funnelId: number): string {
  return funnelId === 0 ? 'DEAL_STAGE' : `DEAL_STAGE_${funnelId}`;
}

const isStage = (status: StatusRow): boolean => status.entityId.startsWith('DEAL_STAGE');
