// The whole page as a fragment of its address, packed: nothing of it goes to a server.
async function through(stream, bytes) {
    return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

export async function toFragment(state) {
    const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify(state)));
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export async function fromFragment(fragment) {
    const packed = atob(fragment.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = await through(new DecompressionStream("deflate-raw"), Uint8Array.from(packed, (char) => char.charCodeAt(0)));
    const state = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof state.policy !== "string" || typeof state.incident !== "object") throw new Error("not a link of this page");
    return state;
}
