// Before anything is painted: the colours that were chosen here, if any were.
// Loaded in the head and waited for, so that no page flashes in the other scheme.
try {
  const scheme = localStorage.getItem("castalia-scheme");
  if (scheme === "light" || scheme === "dark") {
    document.documentElement.dataset.scheme = scheme;
  }
} catch {
  // A browser that keeps nothing shows the system's colours.
}
