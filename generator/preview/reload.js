// Reloads the page when the preview was built again.
const changes = new EventSource("/-/changes");
changes.onmessage = () => location.reload();
