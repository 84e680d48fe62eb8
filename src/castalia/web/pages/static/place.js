// The links to the other versions lead to the place that is read: only the browser knows its anchor.

const ways = document.querySelectorAll(".place .editions a");

function anchor() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ""; // An address that somebody mistyped.
  }
}

function follow() {
  for (const way of ways) {
    const address = new URL(way.href);
    address.searchParams.set("at", anchor());
    way.href = address;
  }
}

follow();
addEventListener("hashchange", follow);
