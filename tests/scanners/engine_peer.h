// Engines that talk in lines of text, played by the test as their documents
// and clients tell it. They find what holds kEngineVirus and whatever else a
// test makes them say.

#ifndef SALLYPORT_TESTS_SCANNERS_ENGINE_PEER_H_
#define SALLYPORT_TESTS_SCANNERS_ENGINE_PEER_H_

#include <functional>
#include <map>
#include <string>

namespace sallyport::test {

inline constexpr char kEngineVirus[] = "engine-virus-of-the-tests";
inline constexpr char kEngineVirusName[] = "EICAR-AV-Test";

struct EngineScript {
  std::string greeting;
  /// Lines to which there is but one answer. A line that nothing here knows,
  /// and a file without a byte, end the conversation.
  std::map<std::string, std::string> answers;
  /// What a line about a file begins with; the file's path follows, or (if
  /// `streamed`) the last word is the size of what is sent behind the line.
  std::string scan;
  bool streamed = false;
  std::string accepted;  // said before a streamed file comes
  /// The answer, to the words behind `scan` and the file's bytes.
  std::function<std::string(const std::string& words,
                            const std::string& bytes)>
      look;
  /// The answer about a file that it cannot open.
  std::function<std::string(const std::string& path)> denied;
};

EngineScript SsspScript();
EngineScript SavapiScript();
EngineScript AvastScript();
EngineScript FprotScript();

/// For a ScriptedServer.
std::function<void(int connection)> Plays(EngineScript script);

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SCANNERS_ENGINE_PEER_H_
