/** The SDK has no typings for its TLS socket: mcconfig takes this file for it. Elsewhere `../sdk.d.ts` declares the module. */
declare const TLSSocket: unknown;
export default TLSSocket;
