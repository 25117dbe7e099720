// smtp_client HOST PORT SENDER RECIPIENT... < message
//
// Sends one message by SMTP (RFC 5321) and prints the conversation as it
// goes: "C: " what it said, "S: " what was answered. The message's lines are
// sent with CRLF, dots doubled. Exit 0 if the message was accepted, 1 if the
// server refused it for good (5xx), 2 if for now (4xx), 3 for all else.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "base/io.h"

namespace {

using sallyport::Fd;

enum Exit { kAccepted = 0, kPermanent = 1, kTemporary = 2, kBroken = 3 };

class Session {
 public:
  explicit Session(Fd socket) : socket_(std::move(socket)) {}

  void Say(const std::string& line) {
    std::printf("C: %s\n", line.c_str());
    Send(line + "\r\n");
  }

  void Send(std::string_view bytes) {
    if (!sallyport::WriteAll(socket_.get(), bytes).ok()) std::exit(kBroken);
  }

  /// The code of one whole reply, which may have several lines.
  int Answer() {
    for (;;) {
      const std::string line = Line();
      std::printf("S: %s\n", line.c_str());
      std::fflush(stdout);
      if (line.size() < 4) std::exit(kBroken);
      if (line[3] == ' ') return std::atoi(line.c_str());
    }
  }

  /// Ends with the meaning of an answer that was not `wanted`.
  void Expect(int wanted) {
    const int code = Answer();
    if (code / 100 == wanted / 100) return;
    Say("QUIT");
    std::exit(code / 100 == 5   ? kPermanent
              : code / 100 == 4 ? kTemporary
                                : kBroken);
  }

 private:
  std::string Line() {
    std::string line;
    char c = 0;
    while (::read(socket_.get(), &c, 1) == 1) {
      if (c == '\n') {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        return line;
      }
      line += c;
    }
    std::exit(kBroken);
  }

  Fd socket_;
};

Fd Connect(const char* host, const char* port) {
  struct sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(std::atoi(port)));
  Fd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::inet_pton(AF_INET, host, &address.sin_addr) != 1 ||
      ::connect(socket.get(), reinterpret_cast<struct sockaddr*>(&address),
                sizeof address) != 0) {
    std::perror("connect");
    std::exit(kBroken);
  }
  return socket;
}

/// The message's lines as they go over the wire.
std::string WireForm(std::string_view message) {
  std::string wire;
  while (!message.empty()) {
    const size_t end = message.find('\n');
    const std::string_view line = message.substr(0, end);
    if (line.starts_with('.')) wire += '.';
    wire += line;
    wire += "\r\n";
    if (end == std::string_view::npos) break;
    message.remove_prefix(end + 1);
  }
  return wire + ".\r\n";
}

}  // namespace

int main(int argc, char** argv) {
  constexpr size_t kMostBytes = size_t{1} << 30;
  if (argc < 5) {
    std::fprintf(stderr, "usage: smtp_client HOST PORT SENDER RECIPIENT...\n");
    return kBroken;
  }
  const sallyport::Result<std::string> message =
      sallyport::ReadToEnd(STDIN_FILENO, kMostBytes);
  if (!message.ok()) return kBroken;
  Session session(Connect(argv[1], argv[2]));
  session.Expect(220);
  session.Say("EHLO client.example");
  session.Expect(250);
  session.Say(std::string("MAIL FROM:<") + argv[3] + ">");
  session.Expect(250);
  for (int i = 4; i < argc; ++i) {
    session.Say(std::string("RCPT TO:<") + argv[i] + ">");
    session.Expect(250);
  }
  session.Say("DATA");
  session.Expect(354);
  const std::string wire = WireForm(message.value());
  std::printf("C: (%zu bytes of message)\n", wire.size());
  session.Send(wire);
  session.Expect(250);
  session.Say("QUIT");
  session.Answer();
  return kAccepted;
}
