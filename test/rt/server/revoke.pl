#!/usr/bin/perl
# Revokes the token in the environment variable RT_REVOKE, as its owner would in the web pages.
use strict; use warnings;
use RT; RT->LoadConfig; RT->Init;
require RT::AuthToken;
my (undef, $id) = split /-/, $ENV{RT_REVOKE} // '';
my $token = RT::AuthToken->new(RT->SystemUser);
my $user = RT::User->new(RT->SystemUser);
# A token is `1-<user>-<secret>`.
$user->Load($id); die "no such account\n" unless $user->Id;
require RT::AuthTokens;
my $tokens = RT::AuthTokens->new(RT->SystemUser);
$tokens->LimitOwner(VALUE => $user->Id) if $tokens->can('LimitOwner');
$tokens->Limit(FIELD => 'Owner', VALUE => $user->Id) unless $tokens->can('LimitOwner');
my (undef, undef, $secret) = split /-/, $ENV{RT_REVOKE}, 3;
while (my $one = $tokens->Next) {
  next unless $one->IsToken($secret);
  my ($ok, $message) = $one->Delete; die "$message\n" unless $ok;
  exit 0;
}
die "no such token\n";
