#include "tests/scanners/engine_peer.h"

#include <sys/socket.h>

#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>

namespace sallyport::test {

namespace {

bool Infected(const std::string& bytes) {
  return bytes.find(kEngineVirus) != std::string::npos;
}

/// Exactly so many bytes; none if the other side closes before.
std::optional<std::string> Receive(int connection, size_t size) {
  std::string bytes(size, '\0');
  for (size_t at = 0; at < size;) {
    const ssize_t n =
        ::recv(connection, bytes.data() + at, size - at, MSG_WAITALL);
    if (n <= 0) return std::nullopt;
    at += static_cast<size_t>(n);
  }
  return bytes;
}

std::optional<std::string> ReceiveLine(int connection) {
  std::string line;
  for (;;) {
    const std::optional<std::string> c = Receive(connection, 1);
    if (!c) return std::nullopt;
    if (*c == "\n") break;
    line += *c;
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

void SendAll(int connection, const std::string& bytes) {
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t n = ::send(connection, bytes.data() + at, bytes.size() - at,
                             MSG_NOSIGNAL);
    if (n <= 0) return;
    at += static_cast<size_t>(n);
  }
}

/// A file that it was asked about by name; none if it cannot be opened.
std::optional<std::string> Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// False at the end of the conversation.
bool Answer(const EngineScript& script, const std::string& line,
            int connection) {
  const auto known = script.answers.find(line);
  if (known != script.answers.end()) {
    SendAll(connection, known->second);
    return true;
  }
  if (!line.starts_with(script.scan)) return false;
  const std::string words = line.substr(script.scan.size());
  std::optional<std::string> bytes;
  if (script.streamed) {
    SendAll(connection, script.accepted);
    bytes = Receive(connection, std::stoul(words.substr(words.rfind(' ') + 1)));
  } else {
    bytes = Contents(words);
    if (!bytes) SendAll(connection, script.denied(words));
  }
  if (!bytes || bytes->empty()) return false;
  SendAll(connection, script.look(words, *bytes));
  return true;
}

}  // namespace

EngineScript SsspScript() {
  EngineScript script;
  script.greeting = "OK SSSP/1.0\r\n";
  script.answers["SSSP/1.0 QUERY ENGINE"] =
      "ACC 5B992B5C/1\r\nengineversion: 3.79.0\r\nsavversion: 5.74\r\n"
      "viruscount: 39742145\r\ndate: 20 11 2026\r\nfilename: a.ide\r\n"
      "state: 1\r\ntype: 2\r\n\r\n";
  script.scan = "SSSP/1.0 SCANDATA ";
  script.streamed = true;
  script.accepted = "ACC 5B992B5C/2\r\n";
  script.look = [](const std::string&, const std::string& bytes) {
    return Infected(bytes)
               ? "EVENT FILE ~\r\nFILE ~\r\nTYPE D0\r\nVIRUS " +
                     std::string(kEngineVirusName) +
                     " ~\r\nOK 0203 ~\r\nDONE OK 0203 Virus found during virus "
                     "scan\r\n\r\n"
               : std::string(
                     "DONE OK 0000 The function call succeeded\r\n\r\n");
  };
  return script;
}

EngineScript SavapiScript() {
  EngineScript script;
  script.greeting = "100 SAVAPI:4.0\n";
  script.answers = {{"SET PRODUCT 12345", "100 PRODUCT:12345\n"},
                    {"SET SCAN_TIMEOUT 1", "100 SCAN_TIMEOUT:1\n"},
                    {"SET SCAN_TIMEOUT 60", "100 SCAN_TIMEOUT:60\n"},
                    {"GET AVE_VERSION", "100 AVE_VERSION:8.3.70.2\n"},
                    {"GET VDF_VERSION", "100 VDF_VERSION:8.20.40.6\n"}};
  script.scan = "SCAN ";
  script.look = [](const std::string&, const std::string& bytes) {
    return Infected(bytes)
               ? "310 a.zip --> b.exe <<< " + std::string(kEngineVirusName) +
                     " ; virus ; Contains code of a virus\n319 OK\n"
               : std::string("200 OK\n");
  };
  script.denied = [](const std::string&) {
    return "350 the file cannot be opened\n";
  };
  return script;
}

EngineScript AvastScript() {
  EngineScript script;
  script.greeting = "220 DAEMON\r\n";
  script.answers["VPS"] = "210 VPS DATA\r\nVPS 26112200\r\n200 VPS OK\r\n";
  script.scan = "SCAN ";
  script.look = [](const std::string& path, const std::string& bytes) {
    return "210 SCAN DATA\r\nSCAN " + path +
           (Infected(bytes) ? "|>a\\ b.exe\t[L]0.0\t0 " +
                                  std::string(kEngineVirusName) +
                                  "\r\nSCAN " + path + "\t[+]0.0\r\n"
                            : "\t[+]0.0\r\n") +
           "200 SCAN OK\r\n";
  };
  script.denied = [](const std::string& path) {
    return "210 SCAN DATA\r\nSCAN " + path +
           "\t[E]0.0\tError\\ 13\\ Permission\\ denied\r\n"
           "451 SCAN Engine error 13 permission denied\r\n";
  };
  return script;
}

EngineScript FprotScript() {
  EngineScript script;
  script.scan = "SCAN STREAM ";
  script.streamed = true;
  script.look = [](const std::string& words, const std::string& bytes) {
    const std::string name = words.substr(0, words.find(' '));
    return (Infected(bytes)
                ? "1 <infected: " + std::string(kEngineVirusName) + "> "
                : std::string("0 <clean> ")) +
           name + "\n";
  };
  return script;
}

std::function<void(int)> Plays(EngineScript script) {
  return [script = std::move(script)](int connection) {
    SendAll(connection, script.greeting);
    for (;;) {
      const std::optional<std::string> line = ReceiveLine(connection);
      if (!line || !Answer(script, *line, connection)) return;
    }
  };
}

}  // namespace sallyport::test
