#include "tests/scanners/icap_peer.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <optional>

namespace sallyport::test {

namespace {

/// The bytes of a connection up to certain ends.
class Listener {
 public:
  explicit Listener(int connection) : connection_(connection) {}

  /// All up to `end`, with it; none where the connection ends.
  std::optional<std::string> Until(const std::string& end) {
    size_t at = 0;
    while ((at = received_.find(end)) == std::string::npos)
      if (!Receive()) return std::nullopt;
    return Cut(at + end.size());
  }

  std::optional<std::string> Exactly(size_t bytes) {
    while (received_.size() < bytes)
      if (!Receive()) return std::nullopt;
    return Cut(bytes);
  }

 private:
  bool Receive() {
    std::array<char, 65536> buffer;
    const ssize_t n = ::recv(connection_, buffer.data(), buffer.size(), 0);
    if (n <= 0) return false;
    received_.append(buffer.data(), static_cast<size_t>(n));
    return true;
  }

  std::string Cut(size_t bytes) {
    std::string cut = received_.substr(0, bytes);
    received_.erase(0, bytes);
    return cut;
  }

  int connection_;
  std::string received_;
};

/// The chunks up to the one that ends them.
std::optional<std::string> Body(Listener* listener) {
  std::string body;
  for (;;) {
    const auto line = listener->Until("\r\n");
    if (!line) return std::nullopt;
    const size_t size = std::stoul(*line, nullptr, 16);
    const auto chunk = listener->Exactly(size + 2);
    if (!chunk) return std::nullopt;
    if (size == 0) return body + (line->size() > 3 ? "; ieof" : "");
    body += chunk->substr(0, size);
  }
}

/// The heads of a request.
std::optional<std::string> Heads(Listener* listener) {
  std::optional<std::string> all = listener->Until("\r\n\r\n");
  if (!all || !all->starts_with("RESPMOD")) return all;
  for (int i = 0; i < 2; ++i) {
    const auto inner = listener->Until("\r\n\r\n");
    if (!inner) return std::nullopt;
    *all += *inner;
  }
  return all;
}

const std::string& InTurn(const std::vector<std::string>& list, size_t* next) {
  const size_t at = std::min(*next, list.size() - 1);
  ++*next;
  return list[at];
}

/// One peer, over all its connections.
class Peer {
 public:
  Peer(IcapScript script, IcapRequests* requests)
      : script_(std::move(script)), requests_(requests) {}

  void Serve(int connection) {
    Listener listener(connection);
    bool goes_on = false;
    for (size_t said = 1;; ++said) {
      const auto head = goes_on ? std::string() : Heads(&listener);
      if (!head) return;
      const bool options = head->starts_with("OPTIONS");
      const std::string& answer =
          options ? InTurn(script_.options, &next_options_)
                  : InTurn(script_.answers, &next_answer_);
      if (script_.early) Say(connection, answer);
      const auto body = options ? std::string() : Body(&listener);
      Note(*head, body.value_or(""));
      if (!body) return;
      if (!script_.early) Say(connection, answer);
      if (said == script_.close_after) return;
      goes_on = answer.starts_with(kIcapContinue);
    }
  }

 private:
  static void Say(int connection, const std::string& answer) {
    ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
  }

  void Note(const std::string& head, const std::string& body) {
    if (requests_ == nullptr) return;
    requests_->heads.push_back(head);
    requests_->bodies.push_back(body);
  }

  IcapScript script_;
  IcapRequests* requests_;
  size_t next_answer_ = 0;
  size_t next_options_ = 0;
};

}  // namespace

std::function<void(int)> Plays(IcapScript script, IcapRequests* requests) {
  const auto peer = std::make_shared<Peer>(std::move(script), requests);
  return [peer](int connection) { peer->Serve(connection); };
}

std::string IcapOptionsAnswer(const std::string& further) {
  return "ICAP/1.0 200 OK\r\nMethods: RESPMOD\r\nISTag: \"t\"\r\n" + further +
         "Encapsulated: null-body=0\r\n\r\n";
}

std::string IcapPage(const std::string& body, const std::string& fields,
                        const std::string& http_status) {
  const std::string inner = "HTTP/1.1 " + http_status + "\r\nVia: x\r\n\r\n";
  std::array<char, 32> size;
  std::snprintf(size.data(), size.size(), "%zx\r\n", body.size());
  return "ICAP/1.0 200 OK\r\n" + fields + "Encapsulated: res-hdr=0, res-body=" +
         std::to_string(inner.size()) + "\r\n\r\n" + inner +
         (body.empty() ? "" : size.data() + body + "\r\n") + "0\r\n\r\n";
}

}  // namespace sallyport::test
