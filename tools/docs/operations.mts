import type { Operation } from '../../nodes/Deapi/operations/operation.ts';

const TABLE = /^\| Resource \| Operation \|[^\n]*\n(?:\|[^\n]*\n)*/m;

/** The README with a table of the operations, from their descriptors, in the place of the one that it has. */
export function withOperations(readme: string, operations: Operation[]): string {
	if (!TABLE.test(readme)) throw new Error('The README has no table of operations');
	const offered = operations.filter((operation) => operation.kind !== 'paidCall' || !operation.isRetired);
	const rows = offered.map((operation) => {
		const { resource, name, description } = operation;
		const title = resource[0].toUpperCase() + resource.slice(1);
		return `| ${title} | ${name} | ${description} |`;
	});
	return readme.replace(TABLE, ['| Resource | Operation | What it does |', '|---|---|---|', ...rows, ''].join('\n'));
}
