// The engine: relief as WebAssembly, from the page itself.
import start, { Workbench } from "../engine/relief_wasm.js";

function bytes(base64) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
    const text = atob(base64);
    return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

export async function startEngine() {
    const place = document.getElementById("engine");
    await start({ module_or_path: bytes(place.textContent.trim()) });
    place.remove();
    return new Workbench();
}
