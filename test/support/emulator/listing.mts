import { BASES } from './api.mts';
import type { Version } from './api.mts';
import { catalog } from './catalog.mts';
import type { CatalogModel } from './model.mts';

const MOST = 50;
/** Version 1 takes it, but does not list it. */
const UNLISTED_IN_V1 = ['WhisperLargeV3Ct2'];

/** A page of the catalog; `per_page` is ignored (docs/api.md#catalog). */
export function listModels(host: string, version: Version, query: Record<string, string>) {
	const { limit = '25', page = '1', 'filter[inference_types]': filter } = query;
	const types = filter?.split(',');
	const models = entriesOf(version).filter(({ inference_types }) => !types || types.some((type) => inference_types.includes(type)));
	const perPage = Math.min(Number(limit), MOST);
	const [current, last] = [Number(page), Math.max(1, Math.ceil(models.length / perPage))];
	const linkTo = (number: number) => (number >= 1 && number <= last ? `${host}${BASES[version]}/models?page=${number}` : null);
	return {
		data: models.slice((current - 1) * perPage, current * perPage),
		links: { first: linkTo(1), last: linkTo(last), prev: linkTo(current - 1), next: linkTo(current + 1) },
		meta: { current_page: current, last_page: last, per_page: perPage, total: models.length },
	};
}

function entriesOf(version: Version): Array<Partial<CatalogModel> & Pick<CatalogModel, 'inference_types'>> {
	if (version === 'v2') return catalog;
	return catalog.filter(({ slug }) => !UNLISTED_IN_V1.includes(slug)).map(({ tags: _tags, status: _status, ...entry }) => entry);
}
