import { reasonWords } from './isales-fieldcontrol/reason-words.ts';

/** Every reason that a run or a held record can carry, and what the reader should do about it. */
const NEXT_STEPS = {
  // Inbound events
  'unreadable-event':
    'The portal sent an event that names no record. Look at the event; if it is harmless, dismiss it, otherwise correct the sender and release.',
  'unknown-event':
    'Ponte has no work for this kind of event. Untick it in the portal’s outgoing webhook, or add it to the setting ignoredEvents, then release.',
  'ignored-event': 'Nothing: the setting ignoredEvents says so.',
  // Records read at a vendor
  'unreadable-answer':
    'The vendor’s answer has another form than documented. Correct the record at the vendor if it is damaged; if many records show this, the vendor has changed and Ponte needs an update. Then release.',
  'no-right-to-read':
    'The owner of the incoming webhook may not read this record. Give that employee the right in the portal, then release.',
  'vendor-keeps-failing':
    'The vendor showed other records and failed on this one again and again. Look at the record there; release it when it opens.',
  'rule-failed':
    'A rule of Ponte failed on this record: a fault of ours. Keep the record as it is, report the detail, and release after the update.',
  // Invoices
  'product-unmapped':
    'A product of the deal is linked to no 1C item. Link it; the invoice then goes on by itself.',
  'item-not-in-1c':
    'The product is linked to a code that 1C has no item of, or several. Link it to another item, or correct the code in 1C. It is tried again every ten minutes.',
  'row-by-hand':
    'A row of the deal was typed by hand. Choose the product from the catalogue; the invoice then goes on by itself.',
  'no-rows': 'The deal has no products. Add them; the invoice then goes on by itself.',
  'bin-missing':
    'The deal does not say the buyer’s BIN or IIN. Fill in the field; the invoice then goes on by itself.',
  'bin-wrong':
    'The buyer’s BIN or IIN is mistyped. Correct it in the deal; the invoice then goes on by itself.',
  'foreign-currency':
    'Invoices are made in KZT. Change the deal’s currency, or make this document in 1C by hand and dismiss.',
  'quantity-wrong':
    'A row’s quantity or price is not above zero, or has more places than 1C keeps: 3 of a quantity, 2 of a price. Correct the deal; the invoice then goes on by itself.',
  'sum-differs':
    'The deal’s total is not the sum of its rows. Make them equal; the invoice then goes on by itself.',
  'payment-unknown':
    'The deal carries a payment that the portal has no name for: an option that was deleted, or that Ponte may not read. Choose the payment in the deal anew; the invoice then goes on by itself. Or release if it was paid as the setting payment says; dismiss if it was paid in another way.',
  'closing-date-wrong':
    'The setting documentDate dates invoices with the deal’s closing date, and this one cannot be it. Correct the date in the deal; the invoice then goes on by itself. Or change documentDate or mostDaysBack and release.',
  'number-foreign':
    'The deal carries the number of an invoice that Ponte did not make for it. Release to take that document over if it is this buyer’s and posted; clear the field to have a new one made; or dismiss to leave it as it is.',
  'vat-rate-missing':
    'Add the rate to 1C’s catalogue of VAT rates, or correct the setting vatByDate. It is tried again every ten minutes.',
  'item-retired':
    'The linked 1C item is marked for deletion. Link the product to another item, or restore it in 1C.',
  'books-unclear': 'Read the detail and set what it names. It is tried again every ten minutes.',
  'buyer-twice':
    'Join or mark the surplus counterparties in 1C. It is tried again every ten minutes.',
  'buyer-unknown':
    'Make the counterparty in 1C, or set createsBuyers. It is tried again every ten minutes.',
  'buyer-unusable':
    'Take the deletion mark off the counterparty or correct its BIN in 1C, or make another one with this BIN. It is tried again every ten minutes.',
  'contract-unclear':
    'Choose the buyer’s main contract in 1C, in KZT, or take the deletion mark off it. It is tried again every ten minutes.',
  'period-closed':
    'The period is closed in 1C. Open it; or date the sale anew: move the deal out of its closing stage and back, or correct its closing date where documentDate says so. It is tried again every ten minutes.',
  'stock-short':
    'The warehouse has not enough. Receive the goods in 1C; it is tried again every ten minutes.',
  'contract-missing': 'Complete the buyer’s contract in 1C. It is tried again every ten minutes.',
  'account-missing':
    'Set the accounts: post one sale by hand in 1C, or correct the setting accounts. It is tried again every ten minutes.',
  'handler-failed':
    '1C’s own code failed on the document. Open it in 1C and post it there to see why. It is tried again every ten minutes.',
  rights:
    'Give 1C’s user of Ponte the right that the detail names. It is tried again every ten minutes.',
  'check-failed':
    'A field or text does not fit into this base. Read the detail and correct it; it is tried again every ten minutes.',
  'onec-refused': 'Read what 1C says and correct the cause. It is tried again every ten minutes.',
  'posting-refused':
    'Open the document in 1C and post it there to see why. It is tried again every ten minutes.',
  'document-gone':
    'The document was deleted in 1C. If it is only marked, take the mark off; then release: what was erased is made anew. Dismiss if it shall stay deleted.',
  'document-differs':
    '1C keeps the document otherwise than the deal wants, and a posted document is not changed by itself. Correct the deal or the document and release; or dismiss to take the posted document over as it is.',
  'keeps-failing':
    '1C or the portal failed on this deal again and again without naming a cause. Read the detail, open the deal and its document. It is tried again every ten minutes.',
  'number-not-kept':
    'The invoice stands in 1C, but the deal did not take its number. Make the field named, or correct the setting numberField, then release.',
  'deal-changed':
    'The deal is not what the invoice was made from. Release to have the document written and posted anew as the deal is now. Or correct it in 1C by hand and dismiss: the deal then stays so until it is changed again.',
  'deal-reopened':
    'The deal left its closing stage after the invoice was begun. Close it again, or cancel the document in 1C and dismiss.',
  'deal-deleted':
    'The deal is deleted, its invoice stands. Cancel the document in 1C if need be, then dismiss.',
  'kept-as-is': 'Nothing: a person dismissed a hold about this, and it is kept as it is.',
  'invoices-stuck':
    'Some deals fail again and again while others get on. Ponte goes on trying, less and less often, and holds them in the end. Read the message; it names a deal.',
  'nothing-due': 'Nothing: no invoice is due now.',
  'another-run': 'Nothing: another run does this work, and this one comes again after it.',
  unchanged: 'Nothing: the invoice is as the deal.',
  'not-due': 'Nothing: the deal is not in a closing stage with the configured payment.',
  'closed-long-ago':
    'The deal was sold before Ponte’s time, see the setting mostDaysLate. Name it to have its invoice made all the same: ponte sync invoice.',
  'deal-gone': 'Nothing: the portal no longer has the deal, and it had no invoice.',

  // Stock
  'guard-rail':
    'More than usual would be set to zero: cards, or the figures of a store. Look at 1C’s stock; if it is right, release: just what was asked about may then be set to zero, once. Anything else is asked about again.',
  'stock-unreadable':
    '1C sent stock that cannot be read. Read the detail, correct the base, then release.',
  'warehouse-unknown':
    'The settings name a warehouse that 1C does not have, or none is left. Correct stockWarehouses or storeByWarehouse as the detail says, then release.',
  'warehouse-unmapped':
    'Make the store in the portal, or name it in the setting storeByWarehouse, then release.',
  'link-unresolved':
    'Cards are linked to a code that 1C has no item of, or several: their figures stay as they are, all others are written. Link them to another item or correct the code in 1C, have both catalogues read (ponte sync products), then release to run again.',
  'stock-unequal':
    'Some figures are not as written: somebody sold or counted meanwhile, or the portal refused what the detail names. Correct those cards if need be, then release to run again.',

  // Projects of iSales in FieldControl
  'board-unchanged': 'Nothing: the board shows what it showed.',
  'board-suspect':
    'Much of the board was missing at once, so nothing was concluded from it. Look at iSales; if the cards are gone for good, Ponte believes it after a day.',
  sem_localizacao:
    'Fill in the client’s address or the link to its place in iSales; the request then goes on by itself.',
  link_sem_coordenadas:
    'The link leads to no point. Paste a link of a pin into iSales; the request goes on by itself.',
  cep_invalido:
    'Correct the CEP in iSales. The request goes on without it where the place is known.',
  cep_inexistente:
    'Nobody knows the CEP. Correct it in iSales, or give the link to the place; the request goes on by itself.',
  cep_diverge:
    'The CEP is in another city than the address, or the pin is far from both. Correct the client in iSales.',
  geo_precisao_baixa:
    'The place is not known well enough. Give the link of a pin in iSales, or lower the setting leastPrecision.',
  documento_ausente: 'Nothing is stopped. Fill in the CPF or CNPJ in iSales when it is known.',
  documento_invalido: 'Nothing is stopped. Correct the CPF or CNPJ in iSales.',
  telefone_invalido:
    'Nothing is stopped. Correct the phone in iSales, with its area code. Where the detail says that one was left out, add it in FieldControl by hand if it is needed, then dismiss.',
  servico_nao_mapeado:
    'The column has no service of FieldControl. Complete the setting columns; the request then goes on by itself.',
  cliente_ambiguo:
    'FieldControl has several customers that may be this one. Join or archive the surplus ones, then release.',
  isales_incompleto:
    'iSales does not say enough of the client. Complete what the detail names; the request then goes on by itself.',
  field_rejeitou:
    'FieldControl refuses. Read the detail and correct it in iSales, or release to send it again.',
  incerto:
    'An answer of FieldControl was lost and its effect is being looked for, or an earlier request may be this project’s. Read the detail; if it lasts a day, look into FieldControl yourself.',
  divergencia_pos_envio:
    'The project changed after its request was sent, and the request is as before. What only waits goes on by itself; release to have it tried now. Where the planner had acted, tell the planner, then dismiss; or set changedAfterAcceptance to comment, then release.',
  cartao_ausente:
    'The card left the followed columns. If the project is off, cancel it in FieldControl by hand; then dismiss.',
  objeto_ausente:
    'FieldControl no longer shows what was delivered. Look there; dismiss if it was deleted on purpose.',
  objeto_duplicado:
    'Several objects in FieldControl carry one key. Cancel the surplus ones there, then dismiss.',
  'sweep-suspect':
    'FieldControl showed far less than was delivered, or what cannot be read, so nothing was called missing. Look whether the key still belongs to the account; else ask FieldControl what the detail tells.',

  // Alerts
  'maybe-sent':
    'Telegram’s answer was lost and a message cannot be looked up. Look into the chat: dismiss if it is there; release to have it sent again.',
  'message-refused':
    'Telegram does not take this text. Read the detail; correct what it names, then release to have it sent again.',
  'chat-gone':
    'The chat gets nothing any more. Let somebody there unblock or invite the bot, then release (or ponte chats enable); or forget it with ponte chats remove.',
  'no-bot': 'Notices are kept. Set TELEGRAM_BOT_TOKEN and restart the worker to have them told.',
  'nothing-to-tell': 'Nothing: nobody is to be told anything now.',
  'all-quiet': 'Nothing: there is no trouble.',

  // Runs
  'nothing-dirty': 'Nothing: all changes were read already.',
  'nothing-received': 'Nothing: all events were taken already.',
  'dictionaries-first': 'Nothing: names are read first, the deals follow by themselves.',
  again: 'Nothing: there is more work of the same kind and it goes on.',
  'worker-died': 'Nothing: the job is done again by another run.',
  'worker-died-repeatedly':
    'This job ended its worker again and again and was put aside. Look at the worker’s log around these times, then retry.',
  'bad-payload':
    'The job carries a payload that this version cannot read. It was made by another version: replay the events it came from.',
  'scope-missing':
    'Deals are stored; some names are missing. Tick the named scope of the incoming webhook in the portal.',
  'fields-changed':
    'Nothing: the view deals_readable follows the portal’s fields. Queries that name a renamed or vanished column have to be changed.',
  'view-kept':
    'Nothing: the view is tried again by itself. End the long query that reads it if it lasts.',
  'no-load': 'Nothing: no load is under way.',
  'load-under-way': 'Nothing: another load of the account runs or rests, and it comes first.',
  'no-load-yet':
    'Deals that no load has brought are not compared. Load them once: ponte load deals.',
  'load-paused': 'The load rests where it is. Resume it when it suits: ponte load resume.',
  'load-cancelled': 'Nothing: somebody ended the load. A new one starts from the beginning.',
  'load-refused':
    'The vendor refused a page of the load for good. Read the message, correct the cause, then resume the load.',
  'no-comparison-yet': 'There is no time to begin from. Compare everything once: ponte reconcile.',
  drift:
    'Nothing: what differed is being read again. If it comes every night, look whether webhooks arrive.',

  // Failures, by the connector’s kinds
  rate_limited: 'Nothing: the vendor said when to come back, and the job waits until then.',
  unavailable:
    'The vendor does not answer properly. Ponte goes on trying; look at the vendor’s status if it lasts.',
  timeout:
    'The vendor answers too slowly. Ponte goes on trying; look at the vendor’s status if it lasts.',
  conflict: 'Somebody else changed the same record. Ponte tries again.',
  unexpected_answer:
    'The vendor’s answer has another form than documented. If it lasts, the vendor has changed and Ponte needs an update.',
  auth_expired: 'The access has expired. Ponte renews it; if it lasts, connect the account anew.',
  auth_revoked:
    'The vendor refuses our credentials. Make a new webhook or key at the vendor, put it into the configuration, restart and resume the integration.',
  rejected: 'The vendor refuses the request. Read the message, correct the cause and retry.',
  not_found: 'The vendor no longer has the record. Nothing to do unless it should be there.',
  error: 'An unexpected fault. Read the message; retry once the cause is clear.',
  'handler-overdue':
    'The job did not end in its time and was given up; it is tried again. If it comes back, report it with the message.',
  'unknown-job': 'A newer version rang this job. It waits for a worker of that version.',
  'worker-stopped': 'Nothing: the worker was told to stop and the job goes on in another.',
} as const;

export type Reason = keyof typeof NEXT_STEPS;

/** What the reader should do; a general sentence for a word that is not of the list. */
export function nextStepFor(reason: string | null): string {
  return reason !== null && isReason(reason)
    ? NEXT_STEPS[reason]
    : 'Read the message, correct the cause and retry.';
}

/**
 * A reason as a person reads it, for the middle of a sentence: `product-unmapped` → `product unmapped`,
 * `sem_localizacao` → `there is no address and no link to the place`.
 */
export function reasonInWords(reason: string): string {
  return findReasonWords(reason) ?? reason.replaceAll(/[-_]/g, ' ');
}

/**
 * A reason for a title, always with the word that commands want: `bin-missing` →
 * `bin-missing`, `incerto` → `an answer of FieldControl was lost (incerto)`.
 */
export function reasonForTitle(reason: string): string {
  const words = findReasonWords(reason);
  return words === undefined ? reason : `${words} (${reason})`;
}

/** The words of a reason that does not speak for itself; undefined for one that does. */
export function findReasonWords(reason: string): string | undefined {
  return Object.hasOwn(reasonWords, reason)
    ? reasonWords[reason as keyof typeof reasonWords]
    : undefined;
}

function isReason(word: string): word is Reason {
  return Object.hasOwn(NEXT_STEPS, word);
}
