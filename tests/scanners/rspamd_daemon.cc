#include "tests/scanners/rspamd_daemon.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>
#include <vector>

#include "base/io.h"
#include "tests/scanners/local_port.h"
#include "tests/scanners/server_start.h"

namespace sallyport::test {

namespace {

constexpr char kProgram[] = "/usr/bin/rspamd";

constexpr char kRules[] = R"(
local function has(words)
  return function(task)
    return tostring(task:get_content()):find(words, 1, true) ~= nil
  end
end
rspamd_config.SPAM_WORDS = { callback = has('%SPAM'), score = 16 }
rspamd_config.TAG_WORDS = { callback = has('%TAGGED'), score = 7 }
rspamd_config.CLAM_VIRUS = {
  score = 0,
  callback = function(task)
    if has('%VIRUS')(task) then return true, 1.0, '%NAME' end
  end
}

local function facts(task)
  local all = {}
  local function add(name, value)
    all[#all + 1] = name .. '=' .. tostring(value)
  end
  for _, a in ipairs(task:get_from('smtp') or {}) do add('from', a.addr) end
  local rcpt = task:get_recipients('smtp') or {}
  for i, a in ipairs(rcpt) do if i < 4 then add('rcpt', a.addr) end end
  add('rcpts', #rcpt)
  add('ip', task:get_ip())
  add('host', task:get_hostname())
  add('helo', task:get_helo())
  add('user', task:get_user())
  add('id', task:get_queue_id())
  add('settings', task:get_request_header('Settings-ID'))
  add('mta', task:get_request_header('MTA-Name') ~= nil)
  return table.concat(all, ' ')
end

local deeds = {
  soft = function(task) task:set_pre_result('soft reject', 'come again') end,
  prereject = function(task) task:set_pre_result('reject', 'go away') end,
  quarantine = function(task)
    task:set_pre_result('reject', 'go away')
    task:set_milter_reply({ reject = 'quarantine' })
  end,
  fail = function(task) task:insert_result('CLAM_VIRUS_FAIL', 0, 'down') end,
  spf = function(task) task:insert_result('R_SPF_FAIL', 0, '-all') end,
  skip = function(task) task:set_flag('skip') end,
  slow = function(task)
    task:get_resolver():resolve_a({ task = task, name = 'slow.example.org',
                                    callback = function() end })
  end,
  fields = function(task)
    task:set_milter_reply({ add_headers = {
      ['X-Spam-Level'] = { value = '++', order = 1 },
      ['Authentication-Results'] = 'mx;\r\n\tspf=none ' .. string.char(200),
      ['X-Spam-Many'] = { 'one', 'two' } } })
  end,
  facts = function(task)
    task:set_milter_reply({ add_headers = { ['X-Spam-Facts'] = facts(task) } })
  end,
}
rspamd_config.DEEDS = {
  score = 0,
  callback = function(task)
    local deed = deeds[tostring(task:get_header('X-Do'))]
    if deed then deed(task) end
  end
}
)";

constexpr char kConfiguration[] = R"(
options {
  filters = [];
  disable_hyperscan = true;
  url_tld = "PLACE/tlds";
  pidfile = "PLACE/pid";
  cache_file = "PLACE/symbols.cache";
  hs_cache_dir = "PLACE";
  tempdir = "PLACE";
  control_socket = "PLACE/control.sock mode=0600";
  dns { nameserver = ["NAME_SERVER"]; timeout = 30s; retransmits = 1; }
}
logging { type = "console"; level = "info"; }
lua = "PLACE/rules.lua";
actions { greylist = 4; add_header = 6; reject = 15; }
worker "normal" {
  count = 1;
  task_timeout = TASK_SECONDSs;
  bind_socket = "PLACE/rspamd.sock mode=0666";
  bind_socket = "ADDRESS";
}
)";

/// With each word in place of what stands for it.
std::string Filled(
    std::string text,
    const std::vector<std::pair<std::string, std::string>>& words) {
  for (const auto& [name, word] : words)
    for (size_t at; (at = text.find(name)) != std::string::npos;)
      text.replace(at, name.size(), word);
  return text;
}

/// A socket of UDP from which no answer comes.
Fd SilentNameServer() {
  Fd server(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(server.get(), reinterpret_cast<sockaddr*>(&address),
             sizeof address) != 0)
    throw std::runtime_error("cannot bind on 127.0.0.1");
  return server;
}

}  // namespace

const RspamdDaemon& RspamdDaemon::Running() {
  static const RspamdDaemon daemon;
  return daemon;
}

RspamdDaemon::RspamdDaemon()
    : name_server_(SilentNameServer()), address_(LocalAddress(FreePort())) {
  // Its user writes here, too.
  ::chmod(place_.path().c_str(), 0777);
  place_.Write("tlds", "com\norg\nnet\n");
  place_.Write("rules.lua", Filled(kRules, {{"%SPAM", kRspamdSpam},
                                            {"%TAGGED", kRspamdTagged},
                                            {"%VIRUS", kRspamdVirus},
                                            {"%NAME", kRspamdVirusName}}));
  place_.Write("rspamd.conf",
               Filled(kConfiguration,
                      {{"PLACE", place_.path()},
                       {"NAME_SERVER", LocalAddress(PortOf(name_server_))},
                       {"TASK_SECONDS", std::to_string(kTaskSeconds)},
                       {"ADDRESS", address_}}));
  ChildSpec spec;
  spec.program = kProgram;
  spec.arguments = {kProgram, "-f", "-c", place_.Path("rspamd.conf")};
  if (::geteuid() == 0)
    spec.arguments.insert(spec.arguments.end(),
                          {"-u", "nobody", "-g", "nogroup"});
  spec.environment = {"PATH=/usr/bin:/bin", "HOME=" + place_.path()};
  const Result<Fd> log = OpenAt(place_.fd(), "log", O_WRONLY | O_CREAT, 0600);
  spec.descriptors = {-1, log.value().get(), log.value().get()};
  child_ = StartServer(spec, {address_, socket()}, place_.Path("log"));
}

RspamdDaemon::~RspamdDaemon() {
  // Its children end with it only if it is asked.
  if (child_.pid() > 0) ::kill(child_.pid(), SIGTERM);
}

}  // namespace sallyport::test
