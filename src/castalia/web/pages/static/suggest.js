// Suggestions under the search box, as an editable combobox with a list (ARIA Authoring Practices).
// The box stays an ordinary field of a form: Enter searches for what stands in it, and only the arrow keys
// put a suggestion there; Escape brings back what was typed.

const MIN_LENGTH = 2;
const MAX_LENGTH = 100;
const PAUSE = 120; // Milliseconds without a key before the server is asked.
const KEPT = 100; // Answers kept for when somebody types back and forth.

const box = document.querySelector("form.box");
const input = box?.querySelector("input[name=q]");
const edition = box?.querySelector("select[name=version]");

if (input && box.dataset.suggest) {
  attach();
}

function say(words) {
  dispatchEvent(new CustomEvent("castalia-say", { detail: words }));
}

function attach() {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = "castalia-suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  box.append(list);

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const answers = new Map();
  let chosen = -1;
  let typed = input.value;
  let timer = 0;
  let asking = new AbortController();

  function isOff() {
    try {
      return localStorage.getItem("castalia-suggestions") === "off";
    } catch {
      return false;
    }
  }

  // What is still to come would be an answer to something that is no longer asked.
  function forget() {
    clearTimeout(timer);
    asking.abort();
  }

  function close() {
    forget();
    list.hidden = true;
    list.replaceChildren();
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function later() {
    forget();
    const words = input.value.trim();
    typed = input.value;
    if (isOff() || words.length < MIN_LENGTH || words.length > MAX_LENGTH) {
      close();
      return;
    }
    timer = setTimeout(() => ask(words), PAUSE);
  }

  async function ask(words) {
    const asked = new URLSearchParams({ q: words });
    addEdition(asked, edition?.value);
    const address = `${box.dataset.suggest}?${asked}`;
    if (!answers.has(address)) {
      const request = (asking = new AbortController());
      try {
        const response = await fetch(address, { signal: request.signal });
        if (!response.ok) {
          close();
          return;
        }
        remember(address, (await response.json()).suggestions);
      } catch {
        // Given up for a later one, or the service is away: the box works without.
        return;
      }
      if (request.signal.aborted) {
        return;
      }
    }
    if (document.activeElement === input && input.value.trim() === words) {
      show(answers.get(address));
    }
  }

  function remember(address, suggestions) {
    if (answers.size >= KEPT) {
      answers.clear();
    }
    answers.set(address, suggestions);
  }

  function show(suggestions) {
    close();
    if (suggestions.length === 0) {
      say("No suggestions");
      return;
    }
    list.replaceChildren(...suggestions.map(option));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    say(suggestions.length === 1 ? "1 suggestion" : `${suggestions.length} suggestions`);
  }

  function option(suggestion, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.words = suggestion.text;
    item.append(
      span(/\s/.test(suggestion.text) ? "words" : "words name", suggestion.text),
      span("from", suggestion.title === suggestion.text ? "" : suggestion.title),
      span("kind", suggestion.kind),
    );
    // The box keeps the focus; a click chooses, as Enter does.
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", (event) => {
      input.value = suggestion.text;
      search(event.ctrlKey || event.metaKey);
    });
    return item;
  }

  function span(kind, words) {
    const made = document.createElement("span");
    made.className = kind;
    made.dir = "auto";
    made.textContent = words;
    return made;
  }

  // One place more than there are suggestions: the last is what was typed.
  function move(step) {
    const count = list.children.length;
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = ((chosen + 1 + step + count + 1) % (count + 1)) - 1;
    const item = list.children[chosen];
    item?.setAttribute("aria-selected", "true");
    item?.scrollIntoView({ block: "nearest" });
    input.value = item ? item.dataset.words : typed;
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  // `!name` leads straight to the best result, which `!=` and other operators do not mean.
  box.addEventListener("submit", () => {
    const isLucky = /^!\s*[^\W\d_]{2}/u.test(input.value.trim());
    box.action = isLucky ? box.dataset.lucky : box.dataset.search;
  });

  function search(inNewTab) {
    close();
    box.target = inNewTab ? "_blank" : "";
    box.requestSubmit();
    box.target = "";
  }

  // Close the list, then clear the box, then leave it.
  function escape() {
    if (!list.hidden) {
      input.value = typed;
      close();
    } else if (input.value) {
      input.value = "";
      typed = "";
    } else {
      input.blur();
    }
  }

  input.addEventListener("input", later);
  input.addEventListener("blur", close);
  addEventListener("pageshow", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) {
      return;
    }
    if (event.key === "Escape") {
      escape();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      search(true);
    } else if (event.key === "Enter") {
      close();
      return;
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && !event.altKey) {
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "ArrowDown" && !event.altKey) {
      later();
    } else {
      return;
    }
    event.preventDefault();
  });
}

// The box knows an edition as addresses do: 3.13, or django@5.2.
function addEdition(asked, segment) {
  const [version, project] = (segment ?? "").split("@").reverse();
  if (project) {
    asked.set("project", project);
  }
  if (version) {
    asked.set("version", version);
  }
}
