#!/usr/bin/perl
# Makes the accounts that tests sign in with and prints their passwords and tokens as KEY=VALUE lines. Run once for a database.
use strict; use warnings; use utf8;
use RT; RT->LoadConfig; RT->Init;
require RT::AuthToken;

sub ok { my ($ok, $message) = @_; die "$message\n" unless $ok; return $ok }
sub account {
  my ($login, %more) = @_;
  my $user = RT::User->new(RT->SystemUser);
  $user->Load($login);
  ok($user->Create(Name => $login, RealName => $login, EmailAddress => "$login\@desk.example", Privileged => 1, %more)) unless $user->Id;
  return $user;
}
sub token {
  my ($user, $purpose) = @_;
  my ($ok, $message, $token) = RT::AuthToken->new(RT->SystemUser)->Create(Owner => $user->Id, Description => $purpose);
  ok($ok, $message);
  return $token;
}
sub random_text { join '', map { ('a'..'z', 0..9)[rand 36] } 1..24 }

my %password = map { $_ => random_text() } qw(root migrate);
my $root = RT::User->new(RT->SystemUser); $root->Load('root');
ok($root->SetPassword($password{root}));

# Sees and may do everything; has no zone of its own, so dates it sends are read in the server's.
my $migrate = account('svc-migrate', Password => $password{migrate});
ok($migrate->PrincipalObj->GrantRight(Right => 'SuperUser', Object => RT->System));
# What a careful administrator would hand out, and a zone of its own.
my $reader = account('svc-reader', Timezone => 'America/New_York');
ok($reader->PrincipalObj->GrantRight(Right => $_, Object => RT->System))
  for qw(SeeQueue ShowTicket ShowTicketComments SeeCustomField ShowArticle SeeClass ShowAsset ShowCatalog);
# Its token was good once.
my $former = account('svc-former');

print "FERRY_RT_USER=svc-migrate\nFERRY_RT_PASSWORD=$password{migrate}\n";
print 'FERRY_RT_TOKEN=', token($migrate, 'migration'), "\n";
print 'FERRY_RT_SPARE_TOKEN=', token($migrate, 'after the first was revoked'), "\n";
print 'FERRY_RT_READER_TOKEN=', token($reader, 'reading'), "\n";
print 'FERRY_RT_FORMER_TOKEN=', token($former, 'of somebody who left'), "\n";
print "FERRY_RT_ROOT_PASSWORD=$password{root}\n";
ok($former->SetDisabled(1));
