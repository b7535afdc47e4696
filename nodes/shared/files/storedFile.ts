import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { FilePart } from '../media/filePart';
import { safeFileName } from '../media/fileName';

/** What this needs of n8n. */
export interface StoreContext {
	helpers: Pick<IExecuteFunctions['helpers'], 'getBinaryMetadata' | 'getBinaryStream'>;
}

/** A file of an item, as a part of a request: from n8n's binary store, or from the item itself where n8n keeps it there. */
export async function storedFile({ helpers }: StoreContext, binary: IBinaryData): Promise<FilePart> {
	const { id, data, mimeType = '' } = binary;
	const fileName = safeFileName(binary.fileName || `file.${binary.fileExtension || 'bin'}`);
	if (id) {
		const { fileSize } = await helpers.getBinaryMetadata(id);
		return { fileName, mimeType, size: fileSize, open: async () => await helpers.getBinaryStream(id) };
	}
	const content = Buffer.from(data, 'base64');
	return { fileName, mimeType, size: content.length, open: async () => content };
}
