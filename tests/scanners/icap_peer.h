// An ICAP server that says what a test tells it to say, in turn, each time it
// has read a request to its end.

#ifndef SALLYPORT_TESTS_SCANNERS_ICAP_PEER_H_
#define SALLYPORT_TESTS_SCANNERS_ICAP_PEER_H_

#include <functional>
#include <string>
#include <vector>

#include "tests/scanners/scripted_server.h"

namespace sallyport::test {

/// An answer to OPTIONS; `further` are lines with their ends.
std::string IcapOptionsAnswer(const std::string& further = "Allow: 204\r\n");
/// Status 200 with an answer of HTTP; `fields` are those of ICAP.
std::string IcapPage(const std::string& body,
                        const std::string& fields = "",
                        const std::string& http_status = "200 OK");
inline constexpr char kIcapUnmodified[] = "ICAP/1.0 204 Unmodified\r\n\r\n";
inline constexpr char kIcapContinue[] = "ICAP/1.0 100 Continue\r\n\r\n";

/// Of each list the last is said again and again.
struct IcapScript {
  /// To RESPMOD, and to what is sent on after "100 Continue".
  std::vector<std::string> answers = {kIcapUnmodified};
  std::vector<std::string> options = {IcapOptionsAnswer()};
  /// Says it as soon as it has the heads.
  bool early = false;
  /// Closes the connection after so many answers; 0 for never.
  size_t close_after = 0;
};

/// What came to a peer: the heads of the requests, and their bodies.
struct IcapRequests {
  std::vector<std::string> heads;
  std::vector<std::string> bodies;
};

/// For a ScriptedServer. `requests` may be null.
std::function<void(int)> Plays(IcapScript script,
                               IcapRequests* requests = nullptr);

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_ICAP_PEER_H_
