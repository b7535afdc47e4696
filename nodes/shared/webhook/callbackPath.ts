/**
 * What follows the execution in the path of the callback's address. n8n's resume URL belongs to the execution, and any
 * node of it that waits without a suffix would be resumed by a late event of deAPI, such as a Wait node for an approval.
 */
export const CALLBACK_PATH = 'deapi';
