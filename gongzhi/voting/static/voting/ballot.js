// The voter's side of a secret vote: RFC 9474, RSABSSA-SHA384-PSS-Randomized. The token lives in this page's memory and
// on the receipt; the right is asked for with the session, the ballot is sent without it.
"use strict";
(() => {
  const HASH = 48;
  const SALT = 48;

  const random = (n) => crypto.getRandomValues(new Uint8Array(n));
  const join = (...parts) => Uint8Array.from(parts.flatMap((p) => Array.from(p)));
  const sha = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));
  const number = (bytes) => BigInt("0x" + (Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("") || "0"));
  const bytes = (value, size) => {
    const hex = value.toString(16).padStart(size * 2, "0");
    return Uint8Array.from(hex.match(/../g), (b) => parseInt(b, 16));
  };
  const text = (data) => btoa(String.fromCharCode(...data)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const data = (written) => Uint8Array.from(atob(written.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

  const power = (base, exponent, modulus) => {
    let result = 1n;
    for (let b = base % modulus, e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus) {
      if (e & 1n) result = (result * b) % modulus;
    }
    return result;
  };
  const inverse = (value, modulus) => {
    let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
    while (b > 0n) {
      const q = a / b;
      [a, b, x, y] = [b, a % b, y, x - q * y];
    }
    return a === 1n ? ((x % modulus) + modulus) % modulus : null;
  };
  const keyOf = (written) => {
    const found = JSON.parse(written);
    const n = BigInt("0x" + found.n);
    const bits = n.toString(2).length;
    return { n, e: BigInt("0x" + found.e), bits, size: Math.ceil(bits / 8) };
  };

  const mask = async (seed, length) => {
    let out = new Uint8Array(0);
    for (let i = 0; out.length < length; i += 1) out = join(out, await sha(join(seed, bytes(BigInt(i), 4))));
    return out.slice(0, length);
  };
  // EMSA-PSS-ENCODE, RFC 8017, 9.1.1
  const encode = async (message, bits, salt) => {
    const size = Math.ceil(bits / 8);
    const digest = await sha(join(new Uint8Array(8), await sha(message), salt));
    const block = join(new Uint8Array(size - SALT - HASH - 2), [1], salt);
    const over = await mask(digest, block.length);
    const masked = block.map((b, i) => b ^ over[i]);
    masked[0] &= 0xff >> (8 * size - bits);
    return join(masked, digest, [0xbc]);
  };

  const blind = async (key, message) => {
    const encoded = await encode(message, key.bits - 1, random(SALT));
    const m = number(encoded);
    for (;;) {
      const r = number(random(key.size + 8)) % key.n;
      const back = r > 1n ? inverse(r, key.n) : null;
      if (back !== null) return { m, back, blinded: bytes((m * power(r, key.e, key.n)) % key.n, key.size) };
    }
  };
  const finish = (key, asked, signed) => {
    const s = (number(signed) * asked.back) % key.n;
    return power(s, key.e, key.n) === asked.m ? bytes(s, key.size) : null;
  };

  const open = (form) => {
    let token = null;
    const key = keyOf(form.dataset.key);
    const said = form.querySelector(".v-said");
    const show = (step) => {
      form.querySelectorAll(".v-step").forEach((part) => { part.hidden = part.dataset.step !== step; });
      said.textContent = "";
    };
    const busy = (words) => {
      said.textContent = words;
      form.querySelectorAll("button").forEach((b) => { b.disabled = words !== ""; });
    };
    const wrong = (words) => {
      busy("");
      said.textContent = words;
    };
    const ready = () => {
      busy("");
      show("2");
      form.querySelector("[data-receipt]").value = text(token.message) + "." + text(token.signature);
    };
    let asked = null;

    const ask = async () => {
      busy(form.dataset.asking);
      try {
        if (asked === null) {
          const message = random(64); // 32 bytes of prefix, 32 of token
          asked = { message, ...(await blind(key, message)) };
        }
        const body = new URLSearchParams({
          csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
          ticket: form.elements.ticket.value,
          blinded: text(asked.blinded),
        });
        const answer = await fetch(form.dataset.right, { method: "POST", body, credentials: "same-origin" });
        const found = await answer.json();
        if (!answer.ok) return wrong(found.error);
        const signature = finish(key, asked, data(found.signed));
        if (signature === null) return wrong(form.dataset.cheated);
        token = { message: asked.message, signature };
        return ready();
      } catch {
        return wrong(form.dataset.failed);
      }
    };
    const cast = async () => {
      const choice = Array.from(form.querySelectorAll("input[name=choice]:checked"), (i) => i.value);
      if (choice.length > Number(form.dataset.most)) return wrong(form.dataset.many);
      if (!choice.length && form.querySelector("input[type=radio][name=choice]")) {
        form.querySelector("input[name=choice]").focus();
        return wrong(form.querySelector("legend, label").textContent);
      }
      busy(form.dataset.sending);
      try {
        const answer = await fetch(form.dataset.cast, {
          method: "POST",
          credentials: "omit", // no session, no cookie
          referrerPolicy: "no-referrer",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ message: text(token.message), signature: text(token.signature), choice }),
        });
        const found = await answer.json();
        if (!answer.ok) return wrong(found.error);
        busy("");
        form.querySelectorAll("input").forEach((i) => { i.disabled = true; i.checked = false; });
        return show(found.new ? "3" : "4");
      } catch {
        return wrong(form.dataset.failed);
      }
    };
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.querySelector("[data-do=ask]")?.addEventListener("click", ask);
    form.querySelector("[data-do=cast]").addEventListener("click", cast);
    form.querySelector("[data-do=saved]")?.addEventListener("click", () => {
      const field = form.querySelector("[data-saved]");
      try {
        const [message, signature] = field.value.trim().split(".").map(data);
        if (message.length !== 64 || signature.length !== key.size) throw new Error("not a receipt");
        token = { message, signature };
        ready();
      } catch {
        field.select();
      }
    });
  };

  if (!window.crypto || !crypto.subtle || typeof BigInt === "undefined") {
    document.querySelectorAll(".v-ballot noscript").forEach((part) => {
      const shown = document.createElement("p");
      shown.textContent = part.textContent;
      part.after(shown);
    });
    return;
  }
  document.querySelectorAll(".v-secret").forEach(open);
})();
