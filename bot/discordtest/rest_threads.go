package discordtest

// openThread is POST /channels/{id}/messages/{id}/threads: a thread with the
// message's id. It may be done once.
func (s *Server) openThread(c *call) reply {
	var body struct {
		Name string `json:"name"`
	}
	if !c.decode(&body) {
		return errBadJSON()
	}
	r, failed := s.findMessage(c, PermViewChannel|PermCreateThreads)
	if r == nil {
		return failed
	}
	channel := s.channelByID(r.ChannelID)
	errs := formErrors{}
	errs.required("name", body.Name)
	errs.longest("name", body.Name, 100)
	switch {
	case len(errs) > 0:
		return errs.reply()
	case channel.Type != TextChannel && channel.Type != NewsChannel:
		return refuse(400, 50024, "Cannot execute action on this channel type")
	case s.channelByID(r.ID) != nil:
		return refuse(400, 160004, "A thread has already been created for this message")
	}
	thread := s.addChannel(Channel{ID: r.ID, Type: PublicThread, GuildID: channel.GuildID, Name: body.Name,
		ParentID: channel.ID, OwnerID: s.bot.ID, Permissions: channel.Permissions, MissingAll: channel.MissingAll})
	return reply{status: 201, body: s.wireChannel(thread)}
}
