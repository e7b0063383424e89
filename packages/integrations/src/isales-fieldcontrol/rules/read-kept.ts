import {
  readClientContent,
  readCustomFields,
  readLabelsContent,
  readProposalContent,
  type Content,
} from '@ponte/connectors/isales/model';
import type { CardReads } from '../ports.ts';

/** An answer of iSales as it was kept. */
export interface KeptAnswer {
  readonly tipo: string;
  readonly corpo: unknown;
  /** Virtual time of the request. */
  readonly at: Date;
}

/**
 * The newest kept answers of a card as if they had just come; undefined when one of the three is
 * missing. Throws when one of them cannot be read.
 */
export function readKept(kept: readonly KeptAnswer[]): CardReads | undefined {
  const find = (tipo: string): KeptAnswer | undefined => kept.find((one) => one.tipo === tipo);
  const [client, proposal, fields] = [find('cliente'), find('proposta'), find('campos')];
  if (client === undefined || proposal === undefined || fields === undefined) return undefined;
  const labels = need(readLabelsContent(fields.corpo)) ?? {};
  return {
    client: { raw: client.corpo, readAt: client.at, value: need(readClientContent(client.corpo)) },
    proposal: {
      ...{ raw: proposal.corpo, readAt: proposal.at },
      value: need(readProposalContent(proposal.corpo)),
    },
    fields: { raw: fields.corpo, readAt: fields.at, labels, value: readCustomFields(labels) },
  };
}

function need<Value>(content: Content<Value>): Value | null {
  if (content.ok) return content.value;
  throw new Error('A kept answer has another form than this version reads.');
}
