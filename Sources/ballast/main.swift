import BallastCommand

BallastCommand.main()
