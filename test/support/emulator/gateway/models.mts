import { catalog } from '../catalog.mts';

export function listModels(): object {
	return { object: 'list', data: catalog.map(({ slug }) => ({ id: slug, object: 'model', created: 1_700_000_000, owned_by: 'deapi' })) };
}
