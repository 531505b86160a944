# Writes RT's settings: everything on loopback, mail taken and dropped, SLA levels with hours of business, a second life cycle.
mkdir -p "$RT_STATE"/{etc/d,bin,var/mason,var/session,log,run}
echo "$RT_DB" > "$RT_STATE/etc/database"
echo "$RT_PORT" > "$RT_STATE/etc/port"
cat > "$RT_STATE/etc/RT_SiteConfig.pm" <<PERL
use utf8;
Set(\$rtname, 'desk.example');
Set(\$Organization, 'desk.example');
Set(\$Timezone, '$RT_ZONE');
Set(\$WebDomain, '127.0.0.1');
Set(\$WebPort, $RT_PORT);
Set(\$WebBaseURL, 'http://127.0.0.1:$RT_PORT');
Set(\$WebPath, '');
Set(\$CanonicalizeRedirectURLs, 0);
Set(\$CorrespondAddress, 'help\@desk.example');
Set(\$CommentAddress, 'help-comment\@desk.example');
Set(\$RTAddressRegexp, '^(help|help-comment|noc)\\@desk\\.example$');
Set(\$ParseNewMessageForTicketCcs, 1);
Set(\$OwnerEmail, 'root\@desk.example');
# Taken and dropped: a mail that fails leaves SystemError transactions, and none may leave this machine.
Set(\$MailCommand, sub { 1 });
Set(\$HTMLFormatter, 'core');
Set(\$LogToSyslog, 0);
Set(\$LogToSTDERR, 'error');
Set(\$BcryptCost, $RT_BCRYPT_COST);
Set(\$MaxAttachmentSize, $RT_MAX_ATTACHMENT);
Set(\$TruncateLongAttachments, 0);
Set(\$MasonDataDir, '$RT_STATE/var/mason');
Set(\$MasonSessionDir, '$RT_STATE/var/session');
Set(\$WebSessionClass, 'Apache::Session::File');
Set(%GnuPG, Enable => 0);
Set(%SMIME, Enable => 0);
Set(%Crypt, Outgoing => undef);
Set(%Lifecycles, hotline => {
  initial  => ['new'],
  active   => ['open', 'stalled', 'waiting-vendor'],
  inactive => ['resolved', 'rejected', 'deleted'],
  defaults => { on_create => 'new', approved => 'open', denied => 'rejected',
                reminder_on_open => 'open', reminder_on_resolve => 'resolved' },
  transitions => {
    '' => [qw(new open resolved)],
    map { my \$from = \$_; \$from => [grep { \$_ ne \$from } qw(new open stalled waiting-vendor resolved rejected deleted)] }
      qw(new open stalled waiting-vendor resolved rejected deleted)
  },
  rights => { '* -> deleted' => 'DeleteTicket', '* -> *' => 'ModifyTicket' },
}, __maps__ => {
  'default -> hotline' => { map { \$_ => \$_ } qw(new open stalled resolved rejected deleted) },
  'hotline -> default' => { 'waiting-vendor' => 'stalled', map { \$_ => \$_ } qw(new open stalled resolved rejected deleted) },
});
Set(%ServiceBusinessHours,
  Default => {
    1 => { Name => 'Monday', Start => '9:00', End => '18:00' },
    2 => { Name => 'Tuesday', Start => '9:00', End => '18:00' },
    3 => { Name => 'Wednesday', Start => '9:00', End => '18:00' },
    4 => { Name => 'Thursday', Start => '9:00', End => '18:00' },
    5 => { Name => 'Friday', Start => '9:00', End => '18:00' },
    holidays => [qw(01-01 05-01 10-01 10-02 10-03)],
  },
);
Set(%ServiceAgreements,
  Default => 'P3',
  QueueDefault => { '网络故障' => 'P2', 'Incident' => 'P2', 'Service Request' => 'P4' },
  Levels => {
    P1 => { StartImmediately => 1, Response => { RealMinutes => 15 }, Resolve => { RealMinutes => 240 } },
    P2 => { StartImmediately => 1, Response => { RealMinutes => 30 }, Resolve => { RealMinutes => 480 } },
    P3 => { Response => { BusinessMinutes => 120 }, Resolve => { BusinessMinutes => 1440 } },
    P4 => { Resolve => { BusinessMinutes => 2700 } },
  },
);
PERL
if [ "$RT_DB" = pg ]; then cat >> "$RT_STATE/etc/RT_SiteConfig.pm" <<PERL
Set(\$DatabaseType, 'Pg');
Set(\$DatabaseHost, '$RT_STATE/run');
Set(\$DatabaseRTHost, '$RT_STATE/run');
Set(\$DatabasePort, '');
Set(\$DatabaseName, 'rt5');
Set(\$DatabaseUser, 'rt_user');
Set(\$DatabasePassword, 'unused');
Set(\$DatabaseAdmin, 'desk');
1;
PERL
else cat >> "$RT_STATE/etc/RT_SiteConfig.pm" <<PERL
Set(\$DatabaseType, 'SQLite');
Set(\$DatabaseName, '$RT_STATE/var/rt5.db');
1;
PERL
fi
cp "$here"/*.pl "$RT_STATE/bin/"
cp -r "$here/fill" "$RT_STATE/bin/" 2>/dev/null || true
[ "$(id -u)" != 0 ] || chown -R "$RT_ACCOUNT:$RT_ACCOUNT" "$RT_STATE"
