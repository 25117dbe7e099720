// Every path and file name that more than one program must agree on.

#ifndef SALLYPORT_MAIL_PATHS_H_
#define SALLYPORT_MAIL_PATHS_H_

#include <string>
#include <string_view>

namespace sallyport {

/// The compiled configuration of the set-uid shape, and the default of every
/// other: SYSCONFDIR/live (a link to live.N). Set by the Makefile.
extern const char* const kLiveDirectory;
/// What a person writes: SYSCONFDIR/sallyport.toml.
extern const char* const kConfigFile;
/// LIBEXEC as this build was configured.
extern const char* const kLibexecDirectory;

/// The one variable that points the gate and the jail at another `live`;
/// ignored when set-uid.
inline constexpr std::string_view kConfigVariable = "SALLYPORT_CONFIG";

// In `live`.
inline constexpr const char* kConfigCdb = "config.cdb";
inline constexpr const char* kPolicyBin = "policy.bin";

// In the spool.
inline constexpr const char* kLanes = "lanes";
inline constexpr const char* kQuarantine = "quarantine";
inline constexpr const char* kLog = "log";
inline constexpr const char* kState = "state";
inline constexpr const char* kKeys = "keys";
inline constexpr const char* kDefaultLane = "main";

// In a slot.
inline constexpr const char* kSlotMessage = "message";
inline constexpr const char* kSlotParts = "parts";
inline constexpr const char* kSlotManifest = "MANIFEST";
inline constexpr const char* kSlotRecipients = "recipients";
inline constexpr const char* kSlotScratch = "scratch";
/// Compiled rules that are tried, beside a message of a dry run.
inline constexpr const char* kSlotRules = "rules";

// In the quarantine, besides a folder for each category.
inline constexpr const char* kReleased = ".released";
inline constexpr const char* kDeleted = ".deleted";
inline constexpr const char* kArchive = ".archive";

// In LIBEXEC.
inline constexpr const char* kJailProgram = "sallyport-jail";
inline constexpr const char* kUnpackProgram = "sallyport-unpack";
inline constexpr const char* kYaraCompiler = "sallyport-yarac";
inline constexpr const char* kScannersDirectory = "scanners";
inline constexpr const char* kDefinitionsDirectory = "scanners/definitions";
inline constexpr const char* kNoticesDirectory = "notices";

/// An outside unpacker NAME is started as the scanner "unpacker-NAME".
inline constexpr std::string_view kUnpackerFront = "unpacker-";
inline constexpr const char* kUnpackersDirectory = "unpackers";

/// Rules of the plugin NAME that are tried are asked by "candidate-NAME".
inline constexpr std::string_view kCandidateFront = "candidate-";
inline constexpr const char* kYaraPlugin = "yara";

/// Name of a part's file in parts/: "0001", "0012.exe". An extension is kept
/// only if it is one to eight letters or digits.
std::string PartFileName(int part, std::string_view name);

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_PATHS_H_
