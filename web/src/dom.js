// Elements, made from names, properties and children. Texts are never read as HTML.
export function h(name, properties = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
        if (value === undefined || value === null || value === false) continue;
        if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
        else if (key in element && typeof value !== "string") element[key] = value;
        else element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
}

// A page of the engine, apart from this one: it may run its own scripts, and reach nothing.
export function pageFrame(html, title) {
    return h("iframe", { srcdoc: html, title, sandbox: "allow-scripts" });
}

export function download(name, text, type) {
    const link = h("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
