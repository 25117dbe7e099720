#include "unpack/base64_run.h"

#include <doctest/doctest.h>

#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

/// The runs, in whatever pieces the text comes.
std::vector<std::string> Runs(std::string_view text) {
  std::vector<std::string> whole;
  for (size_t piece = 1; piece <= std::min<size_t>(text.size(), 200);
       piece += 1 + piece / 8) {
    Base64RunScanner scanner(10);
    for (size_t at = 0; at < text.size(); at += piece)
      scanner.Feed(text.substr(at, piece));
    scanner.Finish();
    std::vector<std::string> runs;
    for (const InlineBlock& block : scanner.blocks())
      runs.emplace_back(
          text.substr(static_cast<size_t>(block.offset),
                      static_cast<size_t>(block.end - block.offset)));
    if (piece > 1) CHECK(runs == whole);
    whole = runs;
  }
  return whole;
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("runs of base64 in any surroundings") {
  const std::string text(60, 't');
  std::string line = Base64(text);
  std::erase(line, '\n');
  CHECK(Runs(line) == List{line});
  CHECK(Runs("some prose, and then " + line + " and more") == List{line});
  CHECK(Runs("a='" + line + "';") == List{line});
  const std::string lines = line.substr(0, 76) + "\n" + line.substr(76);
  CHECK(Runs("x:\n" + lines + "\n\nbye\n") == List{lines});
  const std::string quoted = line.substr(0, 60) + "\n> " + line.substr(60);
  CHECK(Runs("> " + quoted + "\n> \n> bye bye") == List{quoted});
  const std::string joined = line.substr(0, 60) + "\" +\n \"" + line.substr(60);
  CHECK(Runs("\"" + joined + "\"") == List{joined});
  CHECK(Runs(line + " " + "and then " + line) == List{line, line});
}

TEST_CASE("a run is found wherever it stands in prose") {
  const std::string run =
      Base64("thirty-six letters of some old text.").substr(0, kLeastBase64Run);
  for (size_t before = 0; before < 100; ++before) {
    std::string prose;
    while (prose.size() < before) prose += "words, words/and\xC3\xA4words ";
    prose.resize(before);
    prose += '.';
    CHECK(Runs(prose + run + "\n; " + prose + run + "!") == List{run, run});
  }
}

TEST_CASE("a plus inside a line is a digit, whatever quote came before") {
  std::string line = Base64(std::string(60, 't'));
  std::erase(line, '\n');
  const std::string lines = line + "'\n" + "dHR0+" + line;
  CHECK(Runs(lines) == List{lines});
}

TEST_CASE("what decodes to nothing known is no run, unless it is long") {
  CHECK(Runs(std::string(300, '-')) == List{});
  CHECK(Runs(std::string(3000, '_')) == List{});
  CHECK(Runs("d41d8cd98f00b204e9800998ecf8427ed41d8cd98f00b204e9800998") ==
        List{});
  std::string junk;
  for (int i = 0; i < 900; ++i) junk += static_cast<char>(0x80 + i * 37 % 128);
  CHECK(Runs(Base64(junk).substr(0, 76)) == List{});
  CHECK(Runs(Base64(junk)).size() == 1);
  CHECK(Runs(std::string(47, 'a') + " " + std::string(47, 'b')) == List{});
  CHECK(Runs("") == List{});
}

}  // namespace sallyport
