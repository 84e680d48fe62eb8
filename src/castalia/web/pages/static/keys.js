// The keys / and Ctrl-K to the search box, ? to this list of keys, and what can be switched: colours,
// suggestions, and the keys that are single characters (WCAG 2.1.4). Kept in this browser, sent nowhere.

const input = document.querySelector("form.box input[name=q]");
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const CONTROL = isMac ? "⌘" : "Ctrl";

const KEYS = [
  [["/"], "Search"],
  [[CONTROL, "K"], "Search"],
  [["↓", "↑"], "Go through the suggestions"],
  [["Enter"], "Search for what stands in the box"],
  [[CONTROL, "Enter"], "Search in a new tab"],
  [["Esc"], "Close the suggestions, then clear the box, then leave it"],
  [["?"], "Show the keys"],
];

const SCHEMES = [
  ["", "Colours of the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

const kept = {
  get(name) {
    try {
      return localStorage.getItem(`castalia-${name}`) ?? "";
    } catch {
      return "";
    }
  },
  set(name, value) {
    try {
      if (value) {
        localStorage.setItem(`castalia-${name}`, value);
      } else {
        localStorage.removeItem(`castalia-${name}`);
      }
    } catch {
      // A browser that keeps nothing follows the choice until the page is left.
    }
  },
};

// element("p", { class: "x" }, "words", another): how the dialog is made, without any HTML in text.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function focusBox(event) {
  if (input) {
    event.preventDefault();
    input.focus();
    input.select();
  }
}

function keyRows() {
  return KEYS.map(([keys, does]) =>
    element("div", {}, element("dt", {}, ...keys.map((key) => element("kbd", {}, key))), element("dd", {}, does)),
  );
}

function choice(type, name, value, words, isChosen, choose) {
  const control = element("input", { type, name, value });
  control.checked = isChosen;
  control.addEventListener("change", () => choose(control.checked));
  return element("label", {}, control, words);
}

function switchOf(name, words) {
  return choice("checkbox", name, "on", words, kept.get(name) !== "off", (isOn) => kept.set(name, isOn ? "" : "off"));
}

function wear(scheme) {
  kept.set("scheme", scheme);
  if (scheme) {
    document.documentElement.dataset.scheme = scheme;
  } else {
    delete document.documentElement.dataset.scheme;
  }
}

function schemes() {
  return SCHEMES.map(([value, words]) =>
    choice("radio", "scheme", value, words, kept.get("scheme") === value, () => wear(value)),
  );
}

function makeDialog() {
  const dialog = element("dialog", { class: "keys", "aria-labelledby": "castalia-keys" });
  const close = element("button", { type: "button" }, "Close");
  close.addEventListener("click", () => dialog.close());
  dialog.append(
    element("h2", { id: "castalia-keys" }, "Keys and colours"),
    element("dl", {}, ...keyRows()),
    element("fieldset", {}, element("legend", {}, "Colours"), ...schemes()),
    element(
      "fieldset",
      {},
      element("legend", {}, "While you type"),
      switchOf("suggestions", "Suggest names and headings"),
      switchOf("single", "The keys / and ?"),
    ),
    element("p", {}, element("a", { href: document.documentElement.dataset.help }, "What can be asked"), close),
  );
  document.body.append(dialog);
  return dialog;
}

let dialog;

function showKeys() {
  dialog ??= makeDialog();
  if (!dialog.open) {
    dialog.showModal();
  }
}

const corner = element("button", { type: "button", class: "corner", "aria-label": "Keys and colours" }, "?");
corner.addEventListener("click", showKeys);
document.querySelector(".skip").after(corner);

addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.altKey || dialog?.open) {
    return;
  }
  if (event.ctrlKey || event.metaKey) {
    // In a field on a Mac, Ctrl-K deletes to the end of the line.
    if (event.key.toLowerCase() === "k" && !event.shiftKey && event.ctrlKey !== isMac) {
      focusBox(event);
    }
  } else if (!isTyping(event.target) && kept.get("single") !== "off") {
    if (event.key === "/") {
      focusBox(event);
    } else if (event.key === "?") {
      event.preventDefault();
      showKeys();
    }
  }
});
