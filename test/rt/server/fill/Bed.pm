# What the filling stands on: a clock of its own, a plan of what happens when, and the manifest of traps.
package fill::Bed;
use strict; use warnings; use utf8;
our ($now, @closed_queues);
# RT's caches keep to the real clock: ours leaps.
use Cache::Simple::TimedExpiry;
BEGIN { no warnings 'once'; *CORE::GLOBAL::time = sub () { int($fill::Bed::now // CORE::time()) } }
use Exporter 'import';
our @EXPORT = qw(at later must trap as load_ticket words chinese mime part file_part png gif jpg dice pick base_url $now);
use JSON; use Encode; use Time::Local; use MIME::Entity; use MIME::Base64;
use RT;

my (@plan, %traps, $order);
my $quiet = 1;

# Sign in as the system, speed SQLite up, and keep most mails from being composed (no matter for what RT keeps of a ticket).
sub open_bed {
  srand(20260101);
  RT->LoadConfig; RT->Init;
  my $handle = $RT::Handle->dbh;
  if (RT->Config->Get('DatabaseType') eq 'SQLite') { $handle->do($_) for 'PRAGMA synchronous=OFF', 'PRAGMA journal_mode=MEMORY' }
  # Composing mails is most of what RT does; a few acts do it, so that their transactions are there.
  my $applicable = \&RT::Scrip::IsApplicable;
  no warnings 'redefine';
  *RT::Scrip::IsApplicable = sub { $quiet && notifies($_[0]->__Value("ScripAction")) ? 0 : goto &$applicable };
  # Everybody here may do what they do; asking each time is most of the rest.
  *RT::Principal::HasRight = sub { 1 };
  $now = clock('2024-12-02 01:00:00');
}
my %notifies;
sub notifies { my ($action) = @_; return $notifies{$action} //= do { my $one = RT::ScripAction->new(RT->SystemUser); $one->Load($action); $one->ExecModule =~ /^(Notify|Autoreply|SendEmail|SendForward)/ ? 1 : 0 } }
sub clock { my ($y, $m, $d, $h, $i, $s) = $_[0] =~ /(\d+)/g; return timegm($s // 0, $i, $h, $d, $m - 1, $y) }

# Plans an act for an instant (UTC text or epoch). Acts of one instant keep the order they were planned in.
sub at { my ($when, $act) = @_; $when = clock($when) if $when =~ /-/; push @plan, [$when, $order++, $act]; return $when }
# Within an act: plans another one so many minutes after it.
sub later { my ($minutes, $act) = @_; my $when = $now + int($minutes * 60); my $entry = [$when, $order++, $act];
  my $place = @plan; $place-- while $place > 0 && $plan[$place - 1][0] > $when;
  splice @plan, $place, 0, $entry }

sub play {
  @plan = sort { $a->[0] <=> $b->[0] || $a->[1] <=> $b->[1] } @plan;
  my $done = 0;
  while (my $next = shift @plan) {
    ($now) = @$next;
    $quiet = $done++ % 20 != 0;
    $next->[2]->();
  }
  $quiet = 1;
}

sub close_bed {
  open my $out, '>:raw', "$ENV{RT_STATE}/manifest.json" or die "$!\n";
  print $out JSON->new->canonical->pretty->utf8->encode({ traps => \%traps });
  close $out or die "$!\n";
}

# The first of what RT answers, or the end of the filling with its words.
sub must { my ($ok, @message) = @_; return $ok if $ok; my ($where) = (caller)[2]; die 'line ', $where, ' of ', (caller)[0], ": @{[grep defined, @message]}\n" }
sub trap { my ($name, @ids) = @_; push @{ $traps{$name} }, map { "$_" } @ids }
sub as { my ($login) = @_; return RT->SystemUser unless defined $login;
  my $user = RT::CurrentUser->new; $user->Load($login); die "no account $login\n" unless $user->Id; return $user }
sub load_ticket { my ($id, $login) = @_; my $ticket = RT::Ticket->new(as($login)); $ticket->Load($id); return $ticket }
sub base_url { RT->Config->Get('WebBaseURL') }

sub dice { int rand $_[0] }
sub pick { $_[dice(scalar @_)] }
my @english = qw(line circuit router latency packet loss office branch customer restart fibre access supplier outage restored call back
  traffic route policy port invoice term contract window maintenance planned urgent evening backup switch);
my @hanzi = qw(专线 客户 反馈 网络 中断 已恢复 正在 联系 供应商 处理 现场 设备 重启 路由 策略 带宽 延迟 丢包 办公室 分公司 值班 请 尽快 确认 账单 合同 到期);
sub words { my ($count) = @_; ucfirst join(' ', map { pick(@english) } 1 .. $count) . '.' }
sub chinese { my ($count) = @_; join('', map { pick(@hanzi) } 1 .. $count) . '。' }

# Small pictures, each its own.
sub png { my ($seed) = @_; require Compress::Zlib;
  my $chunk = sub { my ($type, $bytes) = @_; pack('N', length $bytes) . $type . $bytes . pack('N', Compress::Zlib::crc32("$type$bytes")) };
  my $rows = join '', map { my $y = $_; "\0" . join('', map { pack 'C3', ($seed * 37 + $_ * 8) % 256, ($y * 9 + $seed) % 256, 120 } 0 .. 23) } 0 .. 23;
  return "\x89PNG\r\n\x1a\n" . $chunk->('IHDR', pack('NNC5', 24, 24, 8, 2, 0, 0, 0)) . $chunk->('IDAT', Compress::Zlib::compress($rows)) . $chunk->('IEND', '') }
sub gif { my ($seed) = @_; return 'GIF89a' . pack('vvCCC', 1, 1, 0x80, 0, 0) . pack('C6', $seed % 256, 40, 90, 255, 255, 255) . "\x2c" . pack('v4C', 0, 0, 1, 1, 0) . "\x02\x02\x44\x01\x00\x3b" }
my $jpg = '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=';
sub jpg { my ($seed) = @_; my $bytes = decode_base64($jpg); return substr($bytes, 0, 2) . "\xff\xfe" . pack('n', 2 + length "desk $seed") . "desk $seed" . substr($bytes, 2) }

# Parts of a message. Texts are given as Perl text and go as UTF-8.
sub part { my ($type, $text) = @_; return { Type => $type, Charset => 'UTF-8', Encoding => '8bit', Data => encode('UTF-8', $text) } }
sub file_part { my ($name, $type, $bytes, %more) = @_;
  return { Type => $type, Filename => encode('UTF-8', $name), Encoding => 'base64', Disposition => $more{id} ? 'inline' : 'attachment', Data => $bytes,
    ($more{id} ? (Id => "<$more{id}>") : ()) } }
# One part alone, or several under a multipart of the kind given.
sub mime { my ($kind, @parts) = @_;
  return MIME::Entity->build(%{ $parts[0] }) if @parts == 1 && $kind eq 'single';
  my $whole = MIME::Entity->build(Type => "multipart/$kind");
  $whole->add_part(ref $_ eq 'HASH' ? MIME::Entity->build(Top => 0, %$_) : $_) for @parts;
  return $whole }
1;
