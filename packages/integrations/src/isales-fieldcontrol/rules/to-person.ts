import type { IsalesClient } from '@ponte/connectors/isales/model';
import { readDocument } from '../brazil/read-document.ts';
import { readPhone } from '../brazil/read-phone.ts';
import type { PendingReason, Person, Phone } from '../project.ts';

/** Takes down what is missing or wrong; the first of each reason counts. */
export type Note = (motivo: PendingReason, detalhe: string) => void;

/** The person of a client's record. What cannot be read is null and noted. */
export function toPerson(client: IsalesClient, note: Note): Person {
  const reading = readDocument(client.cpf);
  if (reading.state === 'invalid') {
    note('documento_invalido', 'O CPF ou CNPJ não confere com os dígitos verificadores.');
  }
  return {
    nome: client.nome,
    documento: reading.state === 'valid' ? reading.document : null,
    documentoInformado: client.cpf,
    email: toEmail(client.email),
    telefone: toPhone(client.telefone, note),
    telefoneSecundario: toPhone(client.telefoneSecundario, note),
  };
}

function toPhone(typed: string | null, note: Note): Phone | null {
  const reading = readPhone(typed);
  if (reading.state === 'valid') return reading.phone;
  if (reading.state === 'invalid') {
    const isOld = reading.reason === 'old-mobile';
    note(
      'telefone_invalido',
      isOld
        ? 'Um celular está sem o nono dígito.'
        : 'Um telefone não é um número brasileiro com DDD.',
    );
  }
  return null;
}

function toEmail(typed: string | null): string | null {
  return typed !== null && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed) ? typed.toLowerCase() : null;
}
