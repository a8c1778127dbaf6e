/** Stands in for the SDK's module "text/decoder": on Node and on npm's XS the class is a global. */
declare const TextDecoder: new(label?: string) => { decode(bytes: ArrayBuffer | Uint8Array): string; };

export default TextDecoder;
