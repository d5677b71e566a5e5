// Finds what is wrong with the layout of a page. These functions run in the page.

/** Describes an element for a message. */
const DESCRIBE = `
  const describe = (element) =>
    "<" + element.tagName.toLowerCase() + (element.getAttribute("class") ? "." + element.getAttribute("class") : "") +
    "> " + JSON.stringify(element.textContent.trim().slice(0, 50));
`;

/** What is wider than the page, and on paper also what is cut off by a box that could scroll on a screen. */
export async function overflow(page, { isPaper }) {
  return page.evaluate(`((isPaper) => { ${DESCRIBE}
    const out = [];
    const scroller = document.scrollingElement ?? document.documentElement;
    if (scroller.scrollWidth > scroller.clientWidth) {
      out.push("the page is " + scroller.scrollWidth + " wide instead of " + scroller.clientWidth);
      const scrolls = (element) => element.closest(".table, .wide") !== null;
      const wide = [...document.body.querySelectorAll("*")].filter(
        (element) => element.getBoundingClientRect().right > scroller.clientWidth + 0.5 && !scrolls(element));
      out.push(...wide.slice(0, 3).map(describe));
    }
    for (const element of document.querySelectorAll("body *")) {
      const style = getComputedStyle(element);
      if (style.display === "inline" || element.closest("svg") || element.scrollWidth <= element.clientWidth) continue;
      const hides = isPaper ? style.overflowX !== "visible" : style.overflowX === "hidden";
      if (hides) out.push("cut off: " + describe(element));
    }
    return out;
  })(${isPaper})`);
}

/** Texts of drawings that are cut off or lie on each other. */
export async function drawings(page) {
  return page.evaluate(`(() => { ${DESCRIBE}
    const out = [];
    for (const svg of document.querySelectorAll("svg")) {
      const frame = svg.getBoundingClientRect();
      const unit = frame.width / (svg.viewBox.baseVal.width || frame.width || 1);
      const texts = [...svg.querySelectorAll("text")].map((text) => [text, text.getBoundingClientRect()]);
      texts.forEach(([text, box], at) => {
        if (box.width === 0) return;
        if (box.left < frame.left - unit || box.right > frame.right + unit || box.bottom > frame.bottom + 2 * unit) {
          out.push("cut off: " + describe(text));
        }
        // The boxes of letters are higher than the letters.
        const slack = 3 * unit;
        for (const [other, its] of texts.slice(at + 1)) {
          const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
          const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
          if (across > unit && down > slack) out.push(describe(text) + " lies on " + describe(other));
        }
      });
    }
    return out;
  })()`);
}

/** Texts whose contrast with their background is less than 4.5 to 1, the least that WCAG 2 allows at level AA. */
export async function faint(page) {
  return page.evaluate(`(() => { ${DESCRIBE}
    const parse = (color) => {
      const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number);
      return { r, g, b, a };
    };
    const luminance = ({ r, g, b }) => {
      const [x, y, z] = [r, g, b].map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches && !matchMedia("print").matches;
    const behind = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const color = parse(getComputedStyle(at).backgroundColor);
        if (color.a > 0.99) return color;
      }
      const page = document.querySelector("rect.page");
      if (page) return parse(getComputedStyle(page).fill);
      return isDark ? { r: 18, g: 18, b: 18 } : { r: 255, g: 255, b: 255 };
    };
    const out = new Set();
    for (const element of document.querySelectorAll("body *, text")) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
      const hidden = element.closest("title, desc, style, script, [hidden]") || element.getClientRects().length === 0;
      if (!own || hidden) continue;
      const style = getComputedStyle(element);
      const [ink, paper] = [parse(element.closest("svg") ? style.fill : style.color), behind(element)];
      const [more, less] = [luminance(ink), luminance(paper)].sort((a, b) => b - a);
      const contrast = (more + 0.05) / (less + 0.05);
      if (contrast < 4.5) out.add(contrast.toFixed(2) + ": " + describe(element));
    }
    return [...out].slice(0, 8);
  })()`);
}
