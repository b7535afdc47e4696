export function unlistedNodes(root: string): string[];
export function isListed(n8n: { nodes: string[] }, file: string): boolean;
