// One websocket that comes back by itself. Messages that nobody could hear are not kept: state lives on the server.
const LONGEST_WAIT = 3000;

export class Line {
  constructor(view, hear, tokenName, code = null) {
    Object.assign(this, { view, hear, tokenName, code });
    this.wait = 200;
    document.addEventListener("visibilitychange", () => this.send({ do: "visible", on: !document.hidden }));
    this.open();
  }

  get token() {
    return localStorage.getItem(this.tokenName);
  }

  set token(value) {
    if (value) localStorage.setItem(this.tokenName, value);
    else localStorage.removeItem(this.tokenName);
  }

  open() {
    this.socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/ws`);
    this.socket.onopen = () => {
      this.wait = 200;
      this.send({ do: "hello", view: this.view, token: this.token, code: this.code, visible: !document.hidden });
      this.code = null; // once: the token that comes back does from then on
      if (document.body.classList.contains("offline")) document.getElementById("said")?.classList.remove("shown");
      document.body.classList.remove("offline");
    };
    this.socket.onmessage = (event) => {
      const heard = performance.now();
      const message = JSON.parse(event.data);
      if (message.token) this.token = message.token;
      if (message.is === "room") message.until = message.left === null ? null : heard + 1000 * message.left; // of the page's own running, not the time of day
      this.hear(message, heard);
    };
    this.socket.onclose = () => {
      if (!document.body.classList.contains("offline")) this.hear({ is: "offline" });
      document.body.classList.add("offline");
      setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(LONGEST_WAIT, this.wait * 1.6);
    };
  }

  send(message) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }
}
