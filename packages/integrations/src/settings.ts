import type { z } from 'zod';
import { alertsSettings } from './alerts/settings.ts';
import { bitrix24DealsSettings } from './bitrix24-deals/settings.ts';
import { isalesFieldcontrolSettings } from './isales-fieldcontrol/settings.ts';
import { onecBitrix24Settings } from './onec-bitrix24/settings.ts';

/** A business setting: a row that people change, checked by its schema. */
export interface SettingSpec {
  readonly key: string;
  readonly purpose: string;
  readonly schema: z.ZodType;
  /** What holds while there is no row. */
  readonly fallback: unknown;
}

/** Every setting of every integration. */
export const settingSpecs: Readonly<Record<string, readonly SettingSpec[]>> = {
  'bitrix24-deals': bitrix24DealsSettings,
  alerts: alertsSettings,
  'onec-bitrix24': onecBitrix24Settings,
  'isales-fieldcontrol': isalesFieldcontrolSettings,
};

/** The spec of one setting, or undefined when there is none of that name. */
export function findSettingSpec(integration: string, key: string): SettingSpec | undefined {
  return settingSpecs[integration]?.find((spec) => spec.key === key);
}
