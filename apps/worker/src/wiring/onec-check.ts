import type { OnecClient } from '@ponte/connectors/onec';
import type { CheckBasePorts } from '@ponte/integrations/onec-bitrix24/check-account';

/** Binds the check of a base to its client, which throws when the account is not configured. */
export function wireOnecCheck({ onec }: { onec(account: string): OnecClient }): CheckBasePorts {
  return { base: onec };
}
