import { RestError } from '../wire/rest-error.ts';

/** What disk, chats and timelines refuse with (b24restdocs api-reference/disk, chats, crm/timeline). */
export const publishingErrors = {
  noParameter: (position: number) =>
    new RestError(400, 'ERROR_ARGUMENT', `Invalid value of parameter {Parameter #${position}}`),
  noEntity: (id: number) =>
    new RestError(400, 'ERROR_NOT_FOUND', `Could not find entity with id \`${id}\``),
  noName: () =>
    new RestError(
      400,
      'DISK_BASE_SERVICE_22001',
      'Error: required parameter NAME (DISK_BASE_SERVICE_22001)',
    ),
  sameName: () => new RestError(400, 'DISK_OBJ_22000', 'A file with this name already exists'),
  notSaved: () => new RestError(400, 'ERROR_COULD_NOT_SAVE_FILE', 'Could not save file'),
  messageEmpty: () => new RestError(400, 'MESSAGE_EMPTY', "Message can't be empty"),
  userIdEmpty: () =>
    new RestError(
      400,
      'USER_ID_EMPTY',
      'Recipient identifier is not specified when sending a message in a one-on-one chat',
    ),
  chatId: () => new RestError(400, 'CHAT_ID', "Chat ID can't be empty"),
  chatIdEmpty: () => new RestError(400, 'CHAT_ID_EMPTY', "Chat ID can't be empty"),
  noAccess: () => new RestError(400, 'ACCESS_ERROR', 'You do not have access to the dialog'),
  noFiles: () => new RestError(400, 'FILES_ERROR', 'File identifiers not provided'),
  commentEmpty: () => new RestError(400, 'INVALID_ARG_VALUE', 'Empty comment'),
  elementNotFound: () => new RestError(400, 'NOT_FOUND', 'Not found.'),
} as const;
