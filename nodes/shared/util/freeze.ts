/** Keeps whoever is handed a value from changing it, and all that is in it, for others. */
export function deepFreeze<T>(value: T): T {
	if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
	Object.values(Object.freeze(value)).forEach(deepFreeze);
	return value;
}
