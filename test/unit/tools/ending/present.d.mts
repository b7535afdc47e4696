export declare function present(name: string): void;
