// The bytes go out in pieces of a fixed size and are summed on the way: what
// can't be the sender's is told at the end, by descriptor 2 and the exit
// code. Without a valid mark not even the first byte is certain, and nothing
// is printed.

#include "admin/cat_command.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "admin/command_options.h"
#include "admin/held_choice.h"
#include "admin/held_files.h"
#include "admin/held_message.h"
#include "base/io.h"
#include "base/sha256.h"

namespace sallyport {

namespace {

constexpr size_t kPieceBytes = 65536;

int Fail(const Error& error) {
  PrintError("sallyport cat: " + WordsOf(error) + "\n");
  return kFailed;
}

/// Prints `bytes` bytes from `offset`; their SHA-256.
Result<Digest> PrintBytes(int file, uint64_t offset, uint64_t bytes) {
  std::vector<char> buffer(kPieceBytes);
  Sha256 sum;
  while (bytes > 0) {
    const size_t size =
        static_cast<size_t>(std::min<uint64_t>(bytes, buffer.size()));
    const std::string_view piece(buffer.data(), size);
    Status done = ReadExactlyAt(file, buffer.data(), size, offset);
    if (done.ok()) done = WriteAll(STDOUT_FILENO, piece);
    if (!done.ok()) return done.error();
    sum.Update(piece);
    offset += size;
    bytes -= size;
  }
  return sum.Final();
}

int PrintMessage(const HeldPlace& place, int file,
                 const QuarantineBlock& block) {
  const Result<Digest> sum =
      PrintBytes(file, block.block_bytes, block.held.bytes);
  if (!sum.ok()) return Fail(sum.error());
  if (Hex(sum.value()) == block.held.sha256) return kDone;
  return Fail(FormatError(place.Path() + ":",
                          "what was printed is not what the gate held"));
}

/// All files of one id have the same bytes of the sender: the first whose
/// mark is right will do.
int CatMessage(const HeldFiles& files, const std::vector<HeldPlace>& places) {
  SigningKeys keys(files.spool());
  Error why = FormatError("nothing", "to print");
  for (const HeldPlace& place : places) {
    const Result<Fd> file = files.OpenFile(place, O_RDONLY);
    if (!file.ok()) {
      why = file.error();
      continue;
    }
    const Result<HeldFile> held = ReadHeldFile(file.value().get(), &keys);
    if (!held.ok())
      why = Error{"read", place.Path(), held.error().err};
    else if (!held.value().doubt.empty())
      why =
          FormatError(place.Path() + ":",
                      held.value().doubt + "; --held prints the file as it is");
    else
      return PrintMessage(place, file.value().get(), *held.value().block);
  }
  return Fail(why);
}

int CatFile(const HeldFiles& files, const std::vector<HeldPlace>& places) {
  if (places.size() > 1)
    return Fail(FormatError("several files",
                            "carry this id; say which with --folder or the "
                            "file's name from `sallyport list`"));
  const Result<Fd> file = files.OpenFile(places.front(), O_RDONLY);
  if (!file.ok()) return Fail(file.error());
  std::vector<char> buffer(kPieceBytes);
  for (;;) {
    const Result<size_t> n =
        ReadSome(file.value().get(), buffer.data(), buffer.size());
    if (!n.ok()) return Fail(n.error());
    if (n.value() == 0) return kDone;
    const Status written =
        WriteAll(STDOUT_FILENO, std::string_view(buffer.data(), n.value()));
    if (!written.ok()) return Fail(written.error());
  }
}

}  // namespace

int RunCat(const Context& context, const Arguments& arguments) {
  HeldQuestion question;
  bool held = false;
  CommandOptions command("Prints the sender's exact bytes of a held message.",
                         "sallyport cat");
  command.Word("ID", &question.wanted, "The message's id, or a file's name");
  command.Value("--folder", &question.folder_word, "Where it lies");
  command.Flag("--held", &held, "The file as it lies there, block and all");
  if (const auto end = command.Parse(arguments)) return *end;
  const Result<HeldFiles> files = HeldFiles::Open(context);
  if (!files.ok()) return Fail(files.error());
  const Result<std::vector<HeldPlace>> places =
      FindAll(files.value(), question);
  if (!places.ok()) return Fail(places.error());
  return held ? CatFile(files.value(), places.value())
              : CatMessage(files.value(), places.value());
}

}  // namespace sallyport
